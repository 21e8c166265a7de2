// The heart of the engine: a tiny total order on events, by (time, sequence number), so that ties are
// deterministic.
#pragma once

#include <cassert>
#include <queue>
#include <vector>

#include "sim/core/units.hpp"

namespace repetend {

enum class EventKind : std::uint8_t { instance_end, delivery, link_free };

struct Event {
  Time at = 0;
  std::uint64_t sequence = 0;
  EventKind kind = EventKind::instance_end;
  std::int32_t subject = 0;      // block, channel or link
  std::int32_t micro_batch = 0;  // not of link_free
};

class EventQueue {
 public:
  void push(Time at, EventKind kind, std::int32_t subject, std::int32_t micro_batch = 0) {
    assert(at >= now_);
    events_.push({at, pushed_++, kind, subject, micro_batch});
  }
  Event pop() {
    const Event event = events_.top();
    events_.pop();
    assert(event.at >= now_);
    now_ = event.at;
    return event;
  }
  Time next() const { return events_.top().at; }
  bool empty() const { return events_.empty(); }
  Time now() const { return now_; }  // of the event popped last

 private:
  struct Later {
    bool operator()(const Event& a, const Event& b) const {
      return a.at != b.at ? a.at > b.at : a.sequence > b.sequence;
    }
  };
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  std::uint64_t pushed_ = 0;
  Time now_ = 0;
};

}  // namespace repetend
