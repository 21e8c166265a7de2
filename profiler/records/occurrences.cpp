#include "profiler/records/occurrences.hpp"

#include <numeric>
#include <unordered_map>

namespace repetend::profiler {
namespace {

// One pass over calls and range events in order of time; at equal times the range events come first.
class Sweep {
 public:
  explicit Sweep(const RecordSet& set) : set_(set) {
    result_.open_sets.emplace_back();
    result_.scopes.resize(set.calls.size());
  }

  Occurrences run() && {
    std::vector<std::size_t> by_time(set_.calls.size());
    std::iota(by_time.begin(), by_time.end(), std::size_t{0});
    std::ranges::sort(by_time, {}, [this](std::size_t i) { return std::pair(set_.calls[i].time, i); });
    auto event = set_.ranges.begin();
    for (const std::size_t i : by_time) {
      for (; event != set_.ranges.end() && event->time <= set_.calls[i].time; ++event) step(*event);
      result_.scopes[i] = {innermost(set_.calls[i].thread), open_set_};
    }
    for (; event != set_.ranges.end(); ++event) step(*event);
    close_the_rest();
    return std::move(result_);
  }

 private:
  Occurrence& at(std::int32_t i) { return result_.all[static_cast<std::size_t>(i)]; }

  std::int32_t innermost(ThreadId thread) const {
    const auto found = innermost_.find(thread);
    return found == innermost_.end() ? Occurrence::none : found->second;
  }

  void step(const RecordSet::Range& event) {
    switch (event.action) {
      case RangeAction::push:
        return push(event);
      case RangeAction::pop:
        return pop(event);
      case RangeAction::start:
        return start(event);
      case RangeAction::end:
        return end(event);
      case RangeAction::mark:
        return mark(event);
    }
  }

  std::int32_t open(const RecordSet::Range& event, std::int32_t parent) {
    result_.all.push_back({event.name, event.time, event.time, parent, {}});
    return static_cast<std::int32_t>(result_.all.size() - 1);
  }
  void push(const RecordSet::Range& event) {
    innermost_[event.thread] = open(event, innermost(event.thread));
  }
  void pop(const RecordSet::Range& event) {
    const auto i = innermost(event.thread);
    if (i == Occurrence::none) return void(++result_.unopened);
    at(i).end = event.time;
    innermost_[event.thread] = at(i).parent;
  }

  void start(const RecordSet::Range& event) {
    const auto [place, fresh] = process_.try_emplace(event.id, 0);
    if (!fresh) {  // an id used twice: what it named before is over
      at(place->second).end = event.time;
      std::erase(open_, place->second);
      ++result_.unclosed;
    }
    place->second = open(event, Occurrence::none);
    open_.push_back(place->second);
    keep_open_set();
  }
  void end(const RecordSet::Range& event) {
    const auto found = process_.find(event.id);
    if (found == process_.end()) return void(++result_.unopened);
    at(found->second).end = event.time;
    std::erase(open_, found->second);
    process_.erase(found);
    keep_open_set();
  }
  void keep_open_set() {
    open_set_ = open_.empty() ? 0 : static_cast<std::int32_t>(result_.open_sets.size());
    if (!open_.empty()) result_.open_sets.push_back(open_);
  }

  // To the thread's innermost range, else to the process range started last.
  void mark(const RecordSet::Range& event) {
    auto i = innermost(event.thread);
    if (i == Occurrence::none && !open_.empty()) i = open_.back();
    if (i != Occurrence::none) at(i).marks.push_back(event.name);
  }

  void close_the_rest() {
    std::vector<std::int32_t> left = open_;
    for (auto [thread, i] : innermost_)
      for (; i != Occurrence::none; i = at(i).parent) left.push_back(i);
    for (const auto i : left) at(i).end = set_.last;
    result_.unclosed += left.size();
  }

  const RecordSet& set_;
  Occurrences result_;
  std::unordered_map<ThreadId, std::int32_t> innermost_;
  std::unordered_map<std::uint64_t, std::int32_t> process_;  // by id
  std::vector<std::int32_t> open_;                           // process ranges, oldest first
  std::int32_t open_set_ = 0;
};

}  // namespace

Occurrences find_occurrences(const RecordSet& set) { return Sweep(set).run(); }

}  // namespace repetend::profiler
