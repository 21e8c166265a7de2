#include "search/completion/plan_times.hpp"

#include <algorithm>
#include <numeric>

#include "search/bounds/paths.hpp"
#include "search/modulo/dependences.hpp"

namespace repetend::search {

PlanTimes::PlanTimes(const Problem& problem, const PlanOrders& orders)
    : problem_(&problem),
      orders_(&orders),
      sequence_(problem.instances()),
      rank_(problem.instances()),
      start_(problem.instances(), -1),
      after_(problem.instances(), none),
      wrong_{{0, problem.instances() - 1}},
      marked_(problem.instances(), 1),
      marks_(problem.instances()),
      missing_(problem.instances()) {
  const HeadsAndTails ht = heads_and_tails(problem);
  for (std::size_t i = 0; i < problem.instances(); ++i) {
    const BlockId block = instance_at(problem, i).block;
    duration_.push_back(ht.duration[block]);
    tail_.push_back(ht.tail[block]);
  }
  std::iota(sequence_.begin(), sequence_.end(), Index{0});
  std::iota(rank_.begin(), rank_.end(), std::uint32_t{0});
  add_links();
}

void PlanTimes::add_links() {
  const std::vector<Dependence> arcs = edge_dependences(*problem_);
  IdVector<BlockId, std::vector<Dependence>> in(problem_->blocks.size()), out(in);
  for (const Dependence& arc : arcs) {
    in[arc.to].push_back(arc);
    out[arc.from].push_back(arc);
  }
  const auto add = [this](std::vector<Link>& links, BlockId block, std::int64_t n, Time delay) {
    if (n < 0 || n >= problem_->micro_batches) return;
    const Instance instance{block, static_cast<std::int32_t>(n)};
    links.push_back({static_cast<Index>(instance_index(*problem_, instance)), delay});
  };
  for (Index i = 0; i < problem_->instances(); ++i) {
    const Instance own = instance_at(*problem_, i);
    first_input_.push_back(inputs_.size());
    first_output_.push_back(outputs_.size());
    for (const Dependence& arc : in[own.block])
      add(inputs_, arc.from, own.micro_batch - arc.distance, arc.delay);
    for (const Dependence& arc : out[own.block])
      add(outputs_, arc.to, own.micro_batch + arc.distance, arc.delay);
    if (outputs_.size() == first_output_.back()) last_ones_.push_back(i);
  }
  first_input_.push_back(inputs_.size());
  first_output_.push_back(outputs_.size());
}

template <class Visit>
void PlanTimes::for_predecessors(Index i, Visit visit) const {
  for (std::size_t k = first_input_[i]; k < first_input_[i + 1]; ++k)
    visit(inputs_[k].instance, inputs_[k].delay);
  for (const Place& place : orders_->places(i))
    if (place.position > 0) {
      const Index before = orders_->at({place.device, place.position - 1});
      visit(before, duration_[before]);
    }
}

template <class Visit>
void PlanTimes::for_successors(Index i, Visit visit) const {
  for (std::size_t k = first_output_[i]; k < first_output_[i + 1]; ++k) visit(outputs_[k].instance);
  for (const Place& place : orders_->places(i))
    if (place.position + 1 < orders_->size(place.device))
      visit(orders_->at({place.device, place.position + 1}));
}

void PlanTimes::mark(Index i) {
  marks_ += !marked_[i];
  marked_[i] = 1;
}

void PlanTimes::swapped(Place place) {
  const Index first = orders_->at(place), second = orders_->at({place.device, place.position + 1});
  wrong_.push_back({std::min(rank_[first], rank_[second]), std::max(rank_[first], rank_[second])});
  mark(first);
  mark(second);
  if (place.position + 2 < orders_->size(place.device)) mark(orders_->at({place.device, place.position + 2}));
}

void PlanTimes::forget() {
  if (marks_ > 0) std::ranges::fill(marked_, char{0});
  marks_ = 0;
  wrong_.clear();
}

void PlanTimes::merge_wrong() {
  std::ranges::sort(wrong_, {}, &Ranks::first);
  std::size_t kept = 0;
  for (const Ranks& ranks : wrong_)
    if (kept > 0 && ranks.first <= wrong_[kept - 1].last)
      wrong_[kept - 1].last = std::max(wrong_[kept - 1].last, ranks.last);
    else
      wrong_[kept++] = ranks;
  wrong_.resize(kept);
}

// False: deadlock. A cycle leads back once at least, so between the ranks of a swap, and no further.
bool PlanTimes::sort() {
  old_sequence_.clear();
  merge_wrong();
  return std::ranges::all_of(wrong_, [this](const Ranks& ranks) { return sort(ranks); });
}

// By taking what waits for nothing left between these ranks (Kahn 1962).
bool PlanTimes::sort(Ranks ranks) {
  const auto begin = sequence_.begin() + static_cast<std::ptrdiff_t>(ranks.first),
             end = sequence_.begin() + static_cast<std::ptrdiff_t>(ranks.last) + 1;
  const std::size_t saved = old_sequence_.size();
  old_sequence_.insert(old_sequence_.end(), begin, end);
  const auto between = [&](Index i) { return rank_[i] >= ranks.first && rank_[i] <= ranks.last; };
  for (auto i = begin; i != end; ++i) {
    missing_[*i] = 0;
    for_predecessors(*i, [&](Index before, Time) { missing_[*i] += between(before); });
  }
  ready_.clear();
  for (auto i = end; i != begin;)
    if (missing_[*--i] == 0) ready_.push_back(*i);
  auto next = begin;
  while (!ready_.empty()) {
    const Index i = ready_.back();
    ready_.pop_back();
    *next++ = i;
    for_successors(i, [&](Index after) {
      if (between(after) && --missing_[after] == 0) ready_.push_back(after);
    });
  }
  if (next != end) {
    std::copy(old_sequence_.begin() + static_cast<std::ptrdiff_t>(saved), old_sequence_.end(), begin);
    return false;
  }
  for (std::size_t k = ranks.first; k <= ranks.last; ++k) rank_[sequence_[k]] = static_cast<std::uint32_t>(k);
  return true;
}

bool PlanTimes::retime(Time most) {
  for (std::size_t k = wrong_.empty() ? 0 : wrong_.front().first; marks_ > 0; ++k) {
    const Index i = sequence_[k];
    if (!marked_[i]) continue;
    marked_[i] = 0;
    --marks_;
    Time start = 0;
    Index after = none;
    for_predecessors(i, [&](Index before, Time delay) {
      if (start_[before] + delay <= start && after != none) return;
      start = start_[before] + delay;
      after = before;
    });
    const Old old{i, after_[i], start_[i]};
    if (start == old.start && after == old.after) continue;
    old_.push_back(old);
    start_[i] = start;
    after_[i] = after;
    if (start == old.start) continue;
    if (start + duration_[i] > most - tail_[i]) return false;
    for_successors(i, [this](Index next) { mark(next); });
  }
  return true;
}

void PlanTimes::take_back() {
  for (auto old = old_.rbegin(); old != old_.rend(); ++old) {
    start_[old->instance] = old->start;
    after_[old->instance] = old->after;
  }
  std::size_t saved = 0;
  for (const Ranks& ranks : wrong_)
    for (std::size_t k = ranks.first; k <= ranks.last && saved < old_sequence_.size(); ++k, ++saved) {
      sequence_[k] = old_sequence_[saved];
      rank_[sequence_[k]] = static_cast<std::uint32_t>(k);
    }
}

// What waits starts later: a sequence, and one in which neighbours on a device are close to each other.
void PlanTimes::sort_by_start() {
  std::ranges::sort(sequence_, {}, [this](Index i) { return std::pair{start_[i], i}; });
  for (std::size_t k = 0; k < sequence_.size(); ++k) rank_[sequence_[k]] = static_cast<std::uint32_t>(k);
}

Time PlanTimes::makespan() {
  Time latest = 0;
  for (Index i : last_ones_)
    if (const Time end = start_[i] + duration_[i]; end > latest) {
      latest = end;
      last_ = i;
    }
  return latest;
}

std::optional<Time> PlanTimes::time(Time most) {
  constexpr int many = 64;
  old_.clear();
  const bool timed = sort() && retime(most);
  if (!timed) take_back();
  forget();
  if (!timed) return std::nullopt;
  if (changes_++ % many == 0) sort_by_start();
  return makespan();
}

std::vector<PlanTimes::Place> PlanTimes::critical() const {
  std::vector<Place> result;
  for (Index i = last_; after_[i] != none; i = after_[i])
    for (const Place& place : orders_->places(after_[i]))
      if (place.position + 1 < orders_->size(place.device) &&
          orders_->at({place.device, place.position + 1}) == i) {
        result.push_back(place);
        break;
      }
  return result;
}

}  // namespace repetend::search
