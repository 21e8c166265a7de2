#include "search/completion/plan_times.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "search/bounds/paths.hpp"

namespace repetend::search {

PlanTimes::PlanTimes(const PlanOrders& orders, Measure measure)
    : orders_(&orders),
      semantics_(orders.semantics()),
      sequence_(semantics_.nodes()),
      rank_(semantics_.nodes()),
      start_(semantics_.nodes(), -1),
      after_(semantics_.nodes(), none),
      ends_(measure == Measure::makespan ? 1 : static_cast<std::size_t>(semantics_.problem().micro_batches)),
      wrong_{{0, semantics_.nodes() - 1}},
      marked_(semantics_.nodes(), 1),
      marks_(semantics_.nodes()),
      missing_(semantics_.nodes()) {
  const Problem& problem = semantics_.problem();
  for (std::size_t i = 0; i < problem.instances(); ++i)
    duration_.push_back(semantics_.duration(instance_at(problem, i)));
  std::iota(sequence_.begin(), sequence_.end(), Index{0});
  std::iota(rank_.begin(), rank_.end(), std::uint32_t{0});
  add_neighbours();
  add_stays();
  add_rests();
}

// What edges ask for, and the steps of each stay one after the other.
void PlanTimes::add_neighbours() {
  std::vector<std::vector<Neighbour>> in(semantics_.nodes());
  for (const Precedence& p : semantics_.precedences())
    for (std::int32_t n = 0; n < semantics_.count(p.from) && p.distance < semantics_.count(p.to) - n; ++n) {
      const auto from = static_cast<Index>(semantics_.node(p.from, n));
      const Time length = semantics_.is_block(p.from) ? duration_[from] : 0;
      in[static_cast<Index>(semantics_.node(p.to, n + p.distance))].push_back({from, length + p.delay});
    }
  add_steps(in);
  std::vector<std::vector<Index>> out(in.size());
  for (Index i = 0; i < in.size(); ++i)
    for (const Neighbour& before : in[i]) out[before.node].push_back(i);
  const IdVector<BlockId, char> last = may_end_last(semantics_.problem());
  for (Index i = 0; i < duration_.size(); ++i)
    if (ends_.size() == 1 ? out[i].empty() : last[instance_at(semantics_.problem(), i).block] != 0)
      last_ones_.push_back(i);
  inputs_ = Lists(in);
  outputs_ = Lists(out);
}

void PlanTimes::add_steps(std::vector<std::vector<Neighbour>>& in) const {
  for (Index i = 0; i < duration_.size(); ++i) {
    const Instance instance = instance_at(semantics_.problem(), i);
    for (const Service& service : semantics_.services(instance.block)) {
      std::optional<Neighbour> last;
      for (const Operation& step : service.steps) {
        const std::int32_t node = semantics_.node(step, instance);
        if (node < 0) continue;
        if (last) in[static_cast<Index>(node)].push_back(*last);
        last = {static_cast<Index>(node), semantics_.length(step.task, instance) + step.delay};
      }
    }
  }
}

void PlanTimes::add_stays() {
  std::vector<std::vector<Index>> entered(semantics_.nodes()), left(semantics_.nodes());
  for (Index s = 0; s < orders_->size(); ++s) {
    const Stay& stay = orders_->stay(s);
    for (Index node : orders_->entries(stay)) entered[node].push_back(s);
    left[stay.exit].push_back(s);
  }
  entered_ = Lists(entered);
  left_ = Lists(left);
}

// A transfer must be delivered before its consumer starts.
void PlanTimes::add_rests() {
  const Problem& problem = semantics_.problem();
  const HeadsAndTails around = heads_and_tails(problem);
  for (std::size_t i = 0; i < duration_.size(); ++i)
    rest_.push_back(duration_[i] + around.tail[instance_at(problem, i).block]);
  for (ChannelId id : semantics_.transfers()) {
    const Channel& channel = semantics_.flow().channel(id);
    for (std::int32_t n = 0; n < problem.micro_batches; ++n) {
      const bool exists = semantics_.flow().feeds(n, channel.distance);
      rest_.push_back(exists ? channel.until_delivered() +
                                   rest_[instance_index(problem, semantics_.flow().consumer({id, n}))]
                             : 0);
    }
  }
}

template <class Visit>
void PlanTimes::for_predecessors(Index i, Visit visit) const {
  for (const Neighbour& before : inputs_.of(i)) visit(before.node, before.delay);
  for (Index s : entered_.of(i))
    if (const Stay* before = orders_->before(orders_->stay(s))) visit(before->exit, before->delay);
}

template <class Visit>
void PlanTimes::for_successors(Index i, Visit visit) const {
  for (Index after : outputs_.of(i)) visit(after);
  for (Index s : left_.of(i))
    if (const Stay* after = orders_->after(orders_->stay(s)))
      for (Index entry : orders_->entries(*after)) visit(entry);
}

void PlanTimes::mark(Index i) {
  marks_ += !marked_[i];
  marked_[i] = 1;
}

// The steps of the two now follow each other the other way round, and what comes after them follows another.
void PlanTimes::swapped(Place place) {
  Ranks ranks{semantics_.nodes(), 0};
  const auto widen = [&](Index i) {
    ranks.first = std::min<std::size_t>(ranks.first, rank_[i]);
    ranks.last = std::max<std::size_t>(ranks.last, rank_[i]);
  };
  const Stay &first = orders_->at(place), &second = *orders_->after(first);
  for (const Stay* stay : {&first, &second}) {
    for (Index entry : orders_->entries(*stay)) {
      widen(entry);
      mark(entry);
    }
    widen(stay->exit);
  }
  wrong_.push_back(ranks);
  if (const Stay* third = orders_->after(second))
    for (Index entry : orders_->entries(*third)) mark(entry);
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
    if (start > most - rest_[i]) return false;
    for_successors(i, [this](Index next) { mark(next); });
  }
  return true;
}

void PlanTimes::take_back() {
  for (auto old = old_.rbegin(); old != old_.rend(); ++old) {
    start_[old->node] = old->start;
    after_[old->node] = old->after;
  }
  std::size_t saved = 0;
  for (const Ranks& ranks : wrong_)
    for (std::size_t k = ranks.first; k <= ranks.last && saved < old_sequence_.size(); ++k, ++saved) {
      sequence_[k] = old_sequence_[saved];
      rank_[sequence_[k]] = static_cast<std::uint32_t>(k);
    }
}

// What waits starts no earlier: a sequence, and one in which neighbours on a machine are close to each other.
void PlanTimes::sort_by_start() {
  std::ranges::stable_sort(sequence_, {}, [this](Index i) { return start_[i]; });
  for (std::size_t k = 0; k < sequence_.size(); ++k) rank_[sequence_[k]] = static_cast<std::uint32_t>(k);
}

Time PlanTimes::find_ends() {
  tried_.assign(ends_.size(), {});
  for (Index i : last_ones_)
    if (End& end = tried_[part(i)]; start_[i] + duration_[i] > end.at) end = {start_[i] + duration_[i], i};
  if (tried_.size() == 1) return tried_.front().at;
  Wide sum = 0;
  for (const End& end : tried_) sum += end.at;
  return static_cast<Time>(std::min<Wide>(sum, sum_limit));
}

std::optional<Time> PlanTimes::time(Time most) {
  constexpr int many = 64;
  old_.clear();
  const bool timed = sort() && retime(ends_.size() == 1 ? most : std::numeric_limits<Time>::max());
  const Time value = timed ? find_ends() : most;
  const bool kept = timed && value <= most;
  if (!kept) take_back();
  forget();
  if (!kept) return std::nullopt;
  ends_.swap(tried_);
  if (changes_++ % many == 0) sort_by_start();
  return value;
}

// Where the second waits for the first on a machine; or on a link: then its producer may come earlier.
std::optional<PlanTimes::Place> PlanTimes::swappable(const Stay& before, const Stay& after) const {
  const Place place = orders_->place(before);
  if (semantics_.is_machine(place.resource)) return place;
  const ResourceId machine{semantics_.order_of(place.resource).index()};
  for (const Stay& stay : orders_->stays(after.instance))
    if (stay.resource == machine && stay.position > 0) return Place{machine, stay.position - 1};
  return std::nullopt;
}

// Paths to the ends of several micro-batches run together in the end: each is followed until it meets
// another.
std::vector<PlanTimes::Place> PlanTimes::critical() const {
  std::vector<Place> result;
  std::vector<char> met(ends_.size() > 1 ? start_.size() : 0);
  for (const End& end : ends_)
    for (Index i = end.last; after_[i] != none; i = after_[i]) {
      if (!met.empty() && std::exchange(met[i], char{1})) break;
      for (Index s : entered_.of(i)) {
        const Stay* before = orders_->before(orders_->stay(s));
        if (!before || before->exit != after_[i]) continue;
        if (const auto place = swappable(*before, orders_->stay(s))) result.push_back(*place);
        break;
      }
    }
  return result;
}

std::vector<Time> PlanTimes::latest_starts() const {
  std::vector<Time> latest(start_.size(), std::ranges::max(ends_, {}, &End::at).at);
  for (Index i = 0; i < duration_.size(); ++i) latest[i] = ends_[part(i)].at - duration_[i];
  for (auto i = sequence_.rbegin(); i != sequence_.rend(); ++i)
    for_predecessors(
        *i, [&](Index before, Time delay) { latest[before] = std::min(latest[before], latest[*i] - delay); });
  return latest;
}

std::vector<PlanTimes::Place> PlanTimes::all_critical() const {
  const std::vector<Time> latest = latest_starts();
  const auto block = [&](Index i) { return instance_at(semantics_.problem(), i).block; };
  std::vector<Place> result;
  for (ResourceId r : ids<ResourceId>(semantics_.machines()))
    for (std::size_t k = 0; k + 1 < orders_->size(r); ++k) {
      const Index a = orders_->at({r, k}).instance, b = orders_->at({r, k + 1}).instance;
      if (block(a) == block(b) || latest[a] > start_[a] || latest[b] > start_[b]) continue;
      if (start_[a] + duration_[a] == start_[b]) result.push_back({r, k});
    }
  return result;
}

}  // namespace repetend::search
