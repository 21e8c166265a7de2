#include "search/exact/one_machine.hpp"

#include <algorithm>
#include <numeric>

// The rules and their algorithms are Vilim's (2007), each in n log n steps. Let end(S) be the earliest end of
// a set S, the most of min earliest + work over its subsets.
//   Overload: end(S) > latest(j), where S is all that must have ended by latest(j): there is no schedule.
//   Edge finding: where S and one more activity i cannot all end by latest(j), i ends last of them, and so
//   starts at end(S) or later.
//   Detectable precedences: where i cannot end before j must start, j comes before i; i starts no earlier
//   than the end of all such j. Not last: where all j that must start before i must have ended end too late
//   for i to start after them, i ends before one of them starts.
namespace repetend::search {
namespace {

constexpr Time never = std::numeric_limits<Time>::min() / 4;
constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// Backwards in time what must have ended becomes what may start.
void reverse_time(std::vector<Activity>& activities) {
  for (Activity& a : activities) {
    std::swap(a.earliest, a.latest);
    a.earliest = -a.earliest;
    a.latest = -a.latest;
  }
}

template <class Key>
void sort_all(std::vector<std::size_t>& order, std::size_t count, Key key) {
  order.resize(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(key(i), i); });
}

}  // namespace

void OneMachine::Tree::clear(const std::vector<Activity>& activities) {
  activities_ = &activities;
  sort_all(by_earliest_, activities.size(), [&](std::size_t i) { return activities[i].earliest; });
  leaf_.resize(activities.size());
  for (std::size_t k = 0; k < by_earliest_.size(); ++k) leaf_[by_earliest_[k]] = k;
  for (leaves_ = 1; leaves_ < activities.size();) leaves_ *= 2;
  nodes_.assign(2 * leaves_, {0, never, never, never, nobody, nobody});
}

void OneMachine::Tree::add(std::size_t i) {
  const Activity& a = (*activities_)[i];
  const Time end = a.earliest + a.duration;
  set(leaf_[i], {a.duration, end, a.duration, end, nobody, nobody});
}

void OneMachine::Tree::remove(std::size_t i) { set(leaf_[i], {0, never, never, never, nobody, nobody}); }

void OneMachine::Tree::make_grey(std::size_t i) {
  const Activity& a = (*activities_)[i];
  set(leaf_[i], {0, never, a.duration, a.earliest + a.duration, i, i});
}

void OneMachine::Tree::set(std::size_t leaf, const Node& node) {
  std::size_t at = leaves_ + leaf;
  nodes_[at] = node;
  for (at /= 2; at > 0; at /= 2) {
    const Node &left = nodes_[2 * at], &right = nodes_[2 * at + 1];
    Node& up = nodes_[at];
    up.work = left.work + right.work;
    up.end = std::max(right.end, left.end + right.work);
    up.grey_work = left.work + right.grey_work;
    up.work_by = right.work_by;
    if (const Time by_left = left.grey_work + right.work; by_left > up.grey_work) {
      up.grey_work = by_left;
      up.work_by = left.work_by;
    }
    up.grey_end = right.grey_end;
    up.end_by = right.end_by;
    if (const Time end = left.end + right.grey_work; end > up.grey_end) {
      up.grey_end = end;
      up.end_by = right.work_by;
    }
    if (const Time end = left.grey_end + right.work; end > up.grey_end) {
      up.grey_end = end;
      up.end_by = left.end_by;
    }
  }
}

bool OneMachine::edge_finding(std::vector<Activity>& activities) {
  tree_.clear(activities);
  for (std::size_t i = 0; i < activities.size(); ++i) tree_.add(i);
  found_.assign(activities.size(), never);
  sort_all(first_, activities.size(), [&](std::size_t i) { return -activities[i].latest; });
  for (const std::size_t j : first_) {
    const Time latest = activities[j].latest;
    if (tree_.end() > latest) return false;
    while (tree_.grey_end() > latest && tree_.grey() != nobody) {
      const std::size_t i = tree_.grey();
      found_[i] = std::max(found_[i], tree_.end());
      tree_.remove(i);
    }
    tree_.make_grey(j);
  }
  for (std::size_t i = 0; i < activities.size(); ++i)
    activities[i].earliest = std::max(activities[i].earliest, found_[i]);
  return true;
}

// What must start before i can have ended is in the tree, and i is not while it is asked for.
void OneMachine::detectable_precedences(std::vector<Activity>& activities) {
  tree_.clear(activities);
  found_.assign(activities.size(), never);
  sort_all(first_, activities.size(),
           [&](std::size_t i) { return activities[i].earliest + activities[i].duration; });
  sort_all(second_, activities.size(),
           [&](std::size_t i) { return activities[i].latest - activities[i].duration; });
  std::size_t next = 0;
  std::vector<bool> inside(activities.size());
  for (const std::size_t i : first_) {
    const Time end = activities[i].earliest + activities[i].duration;
    for (; next < second_.size(); ++next) {
      const std::size_t j = second_[next];
      if (activities[j].latest - activities[j].duration >= end) break;
      tree_.add(j);
      inside[j] = true;
    }
    if (inside[i]) tree_.remove(i);
    found_[i] = tree_.end();
    if (inside[i]) tree_.add(i);
  }
  for (std::size_t i = 0; i < activities.size(); ++i)
    activities[i].earliest = std::max(activities[i].earliest, found_[i]);
}

void OneMachine::not_last(std::vector<Activity>& activities) {
  tree_.clear(activities);
  found_.resize(activities.size());
  const auto latest_start = [&](std::size_t i) { return activities[i].latest - activities[i].duration; };
  sort_all(first_, activities.size(), [&](std::size_t i) { return activities[i].latest; });
  sort_all(second_, activities.size(), latest_start);
  std::size_t next = 0;
  std::vector<bool> inside(activities.size());
  for (const std::size_t i : first_) {
    found_[i] = activities[i].latest;
    for (; next < second_.size() && latest_start(second_[next]) < activities[i].latest; ++next) {
      tree_.add(second_[next]);
      inside[second_[next]] = true;
    }
    if (next == 0) continue;
    if (inside[i]) tree_.remove(i);
    if (tree_.end() > latest_start(i)) {
      std::size_t last = next - 1;
      if (second_[last] == i) last = last == 0 ? nobody : last - 1;
      if (last != nobody) found_[i] = std::min(found_[i], latest_start(second_[last]));
    }
    if (inside[i]) tree_.add(i);
  }
  for (std::size_t i = 0; i < activities.size(); ++i) activities[i].latest = found_[i];
}

bool OneMachine::raise_earliest(std::vector<Activity>& activities) {
  detectable_precedences(activities);
  if (!edge_finding(activities)) return false;
  not_last(activities);
  return std::ranges::all_of(activities,
                             [](const Activity& a) { return a.earliest + a.duration <= a.latest; });
}

bool OneMachine::tighten(std::vector<Activity>& activities) {
  if (!raise_earliest(activities)) return false;
  reverse_time(activities);
  const bool possible = raise_earliest(activities);
  reverse_time(activities);
  return possible;
}

}  // namespace repetend::search
