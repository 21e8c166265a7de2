#include "search/completion/list_schedule.hpp"

#include <algorithm>
#include <map>

#include "search/bounds/paths.hpp"
#include "search/control/effort.hpp"

namespace repetend::search {
namespace {

constexpr Time never = std::numeric_limits<Time>::max();

class ListSchedule {
 public:
  ListSchedule(const DraftModel& model, const Segments& segments, const Priority& priority)
      : model_(model),
        segments_(segments),
        priority_(priority),
        draft_(model),
        start_(segments.blocks.size(), never),
        end_(segments.blocks.size(), never),
        left_(static_cast<std::size_t>(problem().micro_batches), problem().blocks.size()) {
    for (SegmentId s : start_.ids()) look_at(s);
  }

  std::optional<Draft> run(const Budget& budget) {
    for (std::size_t taken = 0; oldest_ < problem().micro_batches; ++taken) {
      if (taken % effort.lists.segments_a_look == 0 && budget.stopped()) return std::nullopt;
      const auto segment = choose();
      if (!segment || !take(*segment)) return std::nullopt;
    }
    return std::move(draft_);
  }

 private:
  const Problem& problem() const { return draft_.problem(); }
  BlockId first_block(SegmentId segment) const { return segments_.blocks[segment].front(); }
  Time key(SegmentId segment) const {
    const Instance i = draft_.next(first_block(segment));
    if (!priority_.keys.empty()) return priority_.keys[instance_index(problem(), i)];
    return priority_.base[i.block] + i.micro_batch * priority_.step;
  }

  // When the segment could start and its first block end, now.
  void look_at(SegmentId segment) {
    const BlockId first = first_block(segment);
    start_[segment] = end_[segment] = never;
    if (draft_.finished(first) || draft_.next(first).micro_batch - oldest_ >= priority_.in_flight) return;
    if (!inputs_are_there(segment) || !fits(segment) || !safe(segment)) return;
    if (const auto at = draft_.start(first)) {
      start_[segment] = *at;
      end_[segment] = *at + model_.semantics.duration(draft_.next(first));
    }
  }

  bool inputs_are_there(SegmentId segment) const {
    return std::ranges::all_of(segments_.blocks[segment],
                               [&](BlockId b) { return draft_.missing(b) == segments_.inner[b]; });
  }

  bool safe(SegmentId segment) const {
    return !priority_.safe || priority_.safe->allows(draft_, segments_.blocks[segment]);
  }

  bool fits(SegmentId segment) const {
    const auto& blocks = segments_.blocks[segment];
    if (blocks.size() == 1) return draft_.fits(blocks.front());
    std::map<DeviceId, MemoryLevel> levels;
    for (BlockId b : blocks)
      for (const DeviceUse& use : problem().block(b).uses) {
        MemoryLevel& level = levels.try_emplace(use.device, draft_.memory(use.device)).first->second;
        if (level.start(use) > problem().device(use.device).memory) return false;
        level.end(use);
      }
    return true;
  }

  std::optional<SegmentId> choose() const {
    const auto& by = priority_.pick == Pick::active ? end_ : start_;
    const SegmentId first{static_cast<std::size_t>(std::ranges::min_element(by) - by.begin())};
    if (by[first] == never) return std::nullopt;
    std::pair best{key(first), first};
    const auto prefer = [&](SegmentId s) { best = std::min(best, std::pair{key(s), s}); };
    if (priority_.pick == Pick::any) {
      for (SegmentId s : start_.ids())
        if (start_[s] < never) prefer(s);
    } else {
      const Time before = std::max(by[first], start_[first] + 1);
      for (SegmentId s : *segments_.rivals[first])
        if (start_[s] < before) prefer(s);
    }
    return best.second;
  }

  // False: one of its blocks would deadlock.
  bool take(SegmentId segment) {
    std::optional<Time> begin = start_[segment];
    for (BlockId b : segments_.blocks[segment]) {
      if (b != first_block(segment)) begin = draft_.start(b);
      if (!begin) return false;
      take(b, *begin);
    }
    return true;
  }

  void take(BlockId b, Time begin) {
    const std::int32_t n = draft_.next(b).micro_batch;
    draft_.append(b, begin);
    model_.for_each_touched(b, [this](BlockId other) { look_at(segments_.of[other]); });
    if (--left_[static_cast<std::size_t>(n)] > 0 || n > oldest_) return;
    while (oldest_ < problem().micro_batches && left_[static_cast<std::size_t>(oldest_)] == 0) ++oldest_;
    if (priority_.in_flight < problem().micro_batches)
      for (SegmentId s : start_.ids()) look_at(s);
  }

  const DraftModel& model_;
  const Segments& segments_;
  const Priority& priority_;
  Draft draft_;
  IdVector<SegmentId, Time> start_, end_;  // of its first block; never: it cannot be taken now
  std::vector<std::size_t> left_;          // by micro-batch: instances to come
  std::int32_t oldest_ = 0;                // micro-batch with instances to come
};

}  // namespace

std::optional<Draft> list_schedule(const DraftModel& model, const Segments& segments,
                                   const Priority& priority, const Budget& budget) {
  return ListSchedule(model, segments, priority).run(budget);
}

Priority fillers_last(const Problem& problem, Priority priority) {
  IdVector<BlockId, char> followed(problem.blocks.size());
  for (const Edge& e : problem.edges) followed[e.from] = 1;
  const Time behind = std::ranges::max(priority.base) - std::ranges::min(priority.base) +
                      priority.step * problem.micro_batches + 1;
  for (BlockId b : followed.ids())
    if (!followed[b]) priority.base[b] += behind;
  return priority;
}

std::vector<Priority> plain_priorities(const Problem& problem) {
  const HeadsAndTails around = heads_and_tails(problem);
  IdVector<BlockId, Time> tail = around.tail;  // of what follows in its own micro-batch, the block included
  for (BlockId b : tail.ids()) tail[b] += around.least_duration[b];
  IdVector<BlockId, Time> minus = tail;
  Time longest = 0;
  for (Time& t : minus) {
    longest = std::max(longest, t);
    t = -t;
  }
  std::vector<Priority> result;
  for (const Pick pick : {Pick::soonest, Pick::active}) {
    for (const Priority& priority : {Priority{tail, 0, pick}, fillers_last(problem, {tail, 0, pick}),
                                     Priority{minus, 0, pick}, Priority{minus, longest, pick}})
      result.push_back(priority);
  }
  return result;
}

}  // namespace repetend::search
