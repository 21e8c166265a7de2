#include "search/completion/plan_times.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "search/bounds/paths.hpp"

namespace repetend::search {

PlanTimes::PlanTimes(const PlanOrders& orders, Measure measure)
    : graph_(orders),
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
  std::iota(sequence_.begin(), sequence_.end(), Index{0});
  std::iota(rank_.begin(), rank_.end(), std::uint32_t{0});
  const Problem& problem = semantics_.problem();
  const IdVector<BlockId, char> last = may_end_last(problem);
  for (Index i = 0; i < problem.instances(); ++i)
    if (ends_.size() == 1 ? graph_.leads_nowhere(i) : last[instance_at(problem, i).block] != 0)
      last_ones_.push_back(i);
}

// What is behind the window waits until it is closed.
void PlanTimes::mark(Index i) {
  if (window_ && rank_[i] > window_->ranks.last) return;
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
  const Stay &first = graph_.orders().at(place), &second = *graph_.orders().after(first);
  for (const Stay* stay : {&first, &second}) {
    for (Index entry : graph_.orders().entries(*stay)) {
      widen(entry);
      mark(entry);
    }
    widen(stay->exit);
  }
  wrong_.push_back(ranks);
  if (const Stay* third = graph_.orders().after(second))
    for (Index entry : graph_.orders().entries(*third)) mark(entry);
}

// Once as many nodes were timed in vain as the plan has, it is worth it to know what follows each of them.
void PlanTimes::taken_back() {
  forget();
  if (tail_.empty() && in_vain_ >= nodes() && ends_.size() == 1) find_tails();
}

void PlanTimes::find_tails() {
  tail_ = latest_starts();
  for (Time& tail : tail_) tail = ends_.front().at - tail;
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
    graph_.for_predecessors(*i, [&](Index before, Time) { missing_[*i] += between(before); });
  }
  ready_.clear();
  for (auto i = end; i != begin;)
    if (missing_[*--i] == 0) ready_.push_back(*i);
  auto next = begin;
  while (!ready_.empty()) {
    const Index i = ready_.back();
    ready_.pop_back();
    *next++ = i;
    graph_.for_successors(i, [&](Index after) {
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

// False: it takes longer than that. What is behind all that was swapped is followed by what followed it
// before.
bool PlanTimes::retime(Time most) {
  const bool known = !tail_.empty() && !window_ && !wrong_.empty();
  const std::size_t last = known ? wrong_.back().last : sequence_.size();
  for (std::size_t k = wrong_.empty() ? 0 : wrong_.front().first; marks_ > 0; ++k) {
    const Index i = sequence_[k];
    if (!marked_[i]) continue;
    marked_[i] = 0;
    --marks_;
    ++in_vain_;
    Time start = 0;
    Index after = none;
    graph_.for_predecessors(i, [&](Index before, Time delay) {
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
    if (start > most - (k > last ? tail_[i] : graph_.least_rest(i))) return false;
    graph_.for_successors(i, [this](Index next) { mark(next); });
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
  for (Index i : window_ ? window_->ending : last_ones_)
    if (End& end = tried_[part(i)]; start_[i] + graph_.duration(i) > end.at)
      end = {start_[i] + graph_.duration(i), i};
  if (window_) return leave_window(tried_.front());
  if (tried_.size() == 1) return tried_.front().at;
  Wide sum = 0;
  for (const End& end : tried_) sum += end.at;
  return static_cast<Time>(std::min<Wide>(sum, sum_limit));
}

// By the longest path through the window or past it.
Time PlanTimes::leave_window(End& end) const {
  for (Index i : window_->leaving)
    graph_.for_predecessors(i, [&](Index before, Time delay) {
      if (rank_[before] > window_->ranks.last) return;
      const Time at = start_[before] + delay + tail_[i];
      if (at > end.at) end = {at, before};
    });
  if (window_->beside > end.at) end = {window_->beside, none};
  return end.at;
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
  if (window_) return value;
  tail_.clear();
  in_vain_ = 0;
  if (changes_++ % many == 0) sort_by_start();
  return value;
}

void PlanTimes::begin_windows(std::size_t last) {
  sort_by_start();
  find_tails();
  Window window{.ranks = {last + 1, last}, .behind = {}, .leaving = {}, .ending = {}};
  Time end = 0;
  for (std::size_t k = 0; k <= last; ++k) {
    const Index i = sequence_[k];
    if (i < semantics_.problem().instances()) end = std::max(end, start_[i] + graph_.duration(i));
    window.ends.push_back(end);
  }
  for (std::size_t k = last + 1; k < nodes(); ++k) {
    window.longest_behind = std::max(window.longest_behind, tail_[sequence_[k]]);
    if (follows_before(sequence_[k], last + 1)) window.behind.push_back(sequence_[k]);
  }
  window_ = std::move(window);
}

bool PlanTimes::follows_before(Index i, std::size_t rank) const {
  bool follows = false;
  graph_.for_predecessors(i, [&](Index before, Time) { follows |= rank_[before] < rank; });
  return follows;
}

void PlanTimes::next_window(std::size_t count) {
  leave_behind();
  Ranks& ranks = window_->ranks;
  ranks = {ranks.first - std::min(ranks.first, count), ranks.first - 1};
  look_around_window();
  find_ends();
  ends_.swap(tried_);
}

// What the last window holds is behind the next one: how long what follows it takes is known once its orders
// stay.
void PlanTimes::leave_behind() {
  const auto [first, last] = window_->ranks;
  for (std::size_t k = first; k <= last; ++k) {
    const Index i = sequence_[k];
    tail_[i] = i < semantics_.problem().instances() ? graph_.duration(i) : 0;
  }
  const auto follow = [&](Index i) {
    graph_.for_predecessors(i, [&](Index before, Time delay) {
      if (rank_[before] >= first && rank_[before] <= last)
        tail_[before] = std::max(tail_[before], delay + tail_[i]);
    });
  };
  for (Index i : window_->behind) follow(i);
  for (std::size_t k = last + 1; k > first; --k) {
    const Index i = sequence_[k - 1];
    follow(i);
    window_->longest_behind = std::max(window_->longest_behind, tail_[i]);
    window_->behind.push_back(i);
  }
  std::erase_if(window_->behind, [&](Index i) { return !follows_before(i, first); });
}

void PlanTimes::look_around_window() {
  Window& window = *window_;
  const auto [first, last] = window.ranks;
  window.beside = std::max(window.longest_behind, first > 0 ? window.ends[first - 1] : 0);
  window.leaving.clear();
  for (Index i : window.behind) {
    bool leaving = false;
    graph_.for_predecessors(i, [&](Index before, Time delay) {
      leaving |= rank_[before] >= first && rank_[before] <= last;
      if (rank_[before] < first) window.beside = std::max(window.beside, start_[before] + delay + tail_[i]);
    });
    if (leaving) window.leaving.push_back(i);
  }
  window.ending.clear();
  for (std::size_t k = first; k <= last; ++k)
    if (const Index i = sequence_[k]; i < semantics_.problem().instances() && graph_.leads_nowhere(i))
      window.ending.push_back(i);
}

bool PlanTimes::in_window(Place place) const {
  if (!window_) return true;
  const auto within = [this](Index node) {
    return rank_[node] >= window_->ranks.first && rank_[node] <= window_->ranks.last;
  };
  const PlanOrders& orders = graph_.orders();
  const Stay &first = orders.at(place), &second = *orders.after(first);
  return within(first.exit) && within(second.exit) && std::ranges::all_of(orders.entries(first), within) &&
         std::ranges::all_of(orders.entries(second), within);
}

Time PlanTimes::end_windows() {
  window_.reset();
  std::ranges::fill(marked_, char{1});
  marks_ = nodes();
  wrong_.assign(1, {0, 0});
  return *time();
}

// Where the second waits for the first on a machine; or on a link: then its producer may come earlier.
std::optional<PlanTimes::Place> PlanTimes::swappable(const Stay& before, const Stay& after) const {
  const Place place = graph_.orders().place(before);
  if (semantics_.is_machine(place.resource)) return place;
  const ResourceId machine{semantics_.order_of(place.resource).index()};
  for (const Stay& stay : graph_.orders().stays(after.instance))
    if (stay.resource == machine && stay.position > 0) return Place{machine, stay.position - 1};
  return std::nullopt;
}

// Paths to the ends of several micro-batches run together in the end: each is followed until it meets
// another.
std::vector<PlanTimes::Place> PlanTimes::critical() const {
  std::vector<Place> result;
  std::vector<char> met(ends_.size() > 1 ? start_.size() : 0);
  const std::size_t first = window_ ? window_->ranks.first : 0;
  for (const End& end : ends_)
    for (Index i = end.last; i != none && rank_[i] >= first && after_[i] != none; i = after_[i]) {
      if (!met.empty() && std::exchange(met[i], char{1})) break;
      for (Index s : graph_.entered(i)) {
        const Stay* before = graph_.orders().before(graph_.orders().stay(s));
        if (!before || before->exit != after_[i]) continue;
        const auto place = swappable(*before, graph_.orders().stay(s));
        if (place && in_window(*place)) result.push_back(*place);
        break;
      }
    }
  return result;
}

std::vector<Time> PlanTimes::latest_starts() const {
  std::vector<Time> latest(start_.size(), std::ranges::max(ends_, {}, &End::at).at);
  for (Index i = 0; i < semantics_.problem().instances(); ++i)
    latest[i] = ends_[part(i)].at - graph_.duration(i);
  for (auto i = sequence_.rbegin(); i != sequence_.rend(); ++i)
    graph_.for_predecessors(
        *i, [&](Index before, Time delay) { latest[before] = std::min(latest[before], latest[*i] - delay); });
  return latest;
}

std::vector<PlanTimes::Place> PlanTimes::all_critical() const {
  const std::vector<Time> latest = latest_starts();
  const auto block = [&](Index i) { return instance_at(semantics_.problem(), i).block; };
  std::vector<Place> result;
  for (ResourceId r : ids<ResourceId>(semantics_.machines()))
    for (std::size_t k = 0; k + 1 < graph_.orders().size(r); ++k) {
      const Index a = graph_.orders().at({r, k}).instance, b = graph_.orders().at({r, k + 1}).instance;
      if (block(a) == block(b) || latest[a] > start_[a] || latest[b] > start_[b]) continue;
      if (start_[a] + graph_.duration(a) == start_[b]) result.push_back({r, k});
    }
  return result;
}

}  // namespace repetend::search
