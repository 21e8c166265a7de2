#include "search/completion/segments.hpp"

#include <algorithm>
#include <boost/graph/strong_components.hpp>

#include "search/completion/draft.hpp"
#include "search/control/effort.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// Blocks that a transfer connects reach each other, so that they, and what lies between them, are one strong
// component.
std::vector<std::size_t> components(const Problem& problem, std::size_t& count) {
  BlockGraph graph = block_graph(problem, 0);
  for (const Transfer& t : transfers(problem))
    add_edge(problem.edge(t.edge).to.index(), problem.edge(t.edge).from.index(), t.edge, graph);
  std::vector<std::size_t> component(problem.blocks.size());
  count = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  return component;
}

class Sequences {
 public:
  Sequences(const Problem& problem, std::uint64_t limit)
      : model_(problem), limit_(limit), draft_(model_), appended_(problem.instances()) {}

  std::optional<std::vector<Instance>> first(const Stop& stop) {
    std::vector<std::vector<Instance>> choices{candidates()};
    while (sequence_.size() < appended_.size()) {
      if (choices.back().empty()) {
        choices.pop_back();
        if (choices.empty()) return std::nullopt;
        back_to(choices.size() - 1);
        continue;
      }
      if (limit_ == 0 || stop()) return std::nullopt;
      const Instance next = choices.back().back();
      choices.back().pop_back();
      append(next);
      choices.push_back(candidates());
    }
    return std::move(sequence_);
  }

 private:
  void append(Instance i) {
    if (limit_ > 0) --limit_;
    draft_.append(i.block, *draft_.start(i.block));
    sequence_.push_back(i);
    appended_[instance_index(draft_.problem(), i)] = sequence_.size();
  }

  void back_to(std::size_t length) {
    const std::vector<Instance> kept(sequence_.begin(),
                                     sequence_.begin() + static_cast<std::ptrdiff_t>(length));
    sequence_.clear();
    draft_ = Draft(model_);
    for (const Instance& i : kept) append(i);
  }

  // The best last.
  std::vector<Instance> candidates() const {
    const Problem& problem = draft_.problem();
    std::vector<Instance> result;
    for (BlockId b : ids<BlockId>(problem.blocks.size()))
      if (!draft_.finished(b) && draft_.fits(b) && draft_.start(b)) result.push_back(draft_.next(b));
    std::vector<std::size_t> latest(problem.blocks.size());
    for (const Edge& e : problem.edges) {
      const std::int32_t n = draft_.next(e.to).micro_batch - e.distance;
      if (n < 0 || draft_.finished(e.to)) continue;
      std::size_t& at = latest[e.to.index()];
      at = std::max(at, appended_[instance_index(problem, {e.from, n})]);
    }
    std::ranges::sort(result, std::ranges::greater{}, [&](Instance i) {
      return std::tuple(i.micro_batch, appended_.size() - latest[i.block.index()], i.block);
    });
    return result;
  }

  const DraftModel model_;
  std::uint64_t limit_;
  Draft draft_;
  std::vector<Instance> sequence_;
  std::vector<std::size_t> appended_;  // by instance: as the how manyth; of those taken back, an earlier one
};

void count_inner(const DraftModel& model, Segments& segments) {
  const auto count = [&](BlockId from, BlockId to, int distance) {
    segments.inner[to] += distance == 0 && segments.of[from] == segments.of[to];
  };
  for (const auto& edges : model.flow().direct_in)
    for (const DirectEdge& e : edges) count(e.producer, e.consumer, e.distance);
  for (const Channel& c : model.flow().channels) count(c.producer, c.consumer, c.distance);
}

void find_rivals(const Problem& problem, Segments& segments) {
  IdVector<MachineId, std::vector<SegmentId>> on_machine(machine_count(problem));
  IdVector<SegmentId, std::vector<MachineId>> machines(segments.blocks.size());
  for (SegmentId s : machines.ids())
    for (MachineId m : machines_of(problem, segments.blocks[s].front())) {
      machines[s].push_back(m);
      on_machine[m].push_back(s);
    }
  segments.rivals = neighbours(machines, on_machine);
}

}  // namespace

Segments single_blocks(const Problem& problem) {
  Segments segments{{}, {}, IdVector<BlockId, int>(problem.blocks.size()), {}};
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    segments.blocks.push_back({b});
    segments.of.push_back(SegmentId{b.index()});
  }
  find_rivals(problem, segments);
  return segments;
}

std::optional<Segments> transfer_segments(const Problem& problem, const Stop& stop) {
  if (problem.blocks.size() > effort.lists.backtracked / 10) return std::nullopt;
  for (const Transfer& t : transfers(problem))
    if (problem.edge(t.edge).distance > 0) return std::nullopt;
  const Problem alone = with_micro_batches(problem, 1);
  const auto order = runnable_sequence(alone, effort.lists.backtracked, stop);
  if (!order) return std::nullopt;
  Segments segments{{}, {}, IdVector<BlockId, int>(problem.blocks.size()), {}};
  std::size_t count = 0;
  for (const std::size_t component : components(problem, count)) segments.of.push_back(SegmentId{component});
  segments.blocks.resize(count);
  for (const Instance& i : *order) segments.blocks[segments.of[i.block]].push_back(i.block);
  count_inner(DraftModel(problem), segments);
  find_rivals(problem, segments);
  return segments;
}

std::optional<std::vector<Instance>> runnable_sequence(const Problem& problem, std::uint64_t limit,
                                                       const Stop& stop) {
  return Sequences(problem, limit).first(stop);
}

}  // namespace repetend::search
