#include <algorithm>
#include <optional>

#include "sim/verify/routes.hpp"

namespace repetend::constraints {
namespace {

struct Operation {
  std::size_t transfer;      // in Routes::transfers
  std::int32_t micro_batch;  // of the producer
  bool operator==(const Operation&) const = default;
};

// Where a device is in its program.
struct Cursor {
  std::size_t position = 0;             // of the instance in the device's order
  std::size_t receives = 0, sends = 0;  // how many of this instance's are behind it
  bool ran = false;                     // the instance itself is
  Time now = 0;                         // when the device is through with all that is behind
  std::optional<Operation> posted;      // and waits for the other side
  std::optional<Operation> held_by;     // the transfer that ended at `now`, if one did
};

class Replay {
 public:
  Replay(const TimedPlan& timed, const Routes& routes, Report& report)
      : timed_(timed), routes_(routes), report_(report), cursors_(timed.problem.devices.size()) {}

  void run() {
    for (DeviceId d : timed_.devices()) ready_.push_back(d);
    while (!ready_.empty()) {
      const DeviceId d = ready_.back();
      ready_.pop_back();
      advance(d);
    }
    for (DeviceId d : timed_.devices())
      if (at(d).posted) return report_deadlock(d);
  }

 private:
  Cursor& at(DeviceId d) { return cursors_[d.index()]; }
  DeviceId other_side(DeviceId d) const {
    const Transfer& t = routes_.transfers[cursors_[d.index()].posted->transfer];
    return t.from == d ? t.to : t.from;
  }

  // Goes on until an operation has to wait for its other side or the program ends.
  void advance(DeviceId d) {
    Cursor& cursor = at(d);
    const auto& order = timed_.order(d);
    while (cursor.position < order.size()) {
      cursor.posted = next_operation(d, order[cursor.position]);
      if (!cursor.posted)
        step(d, order[cursor.position]);
      else if (!complete(d))
        return;
    }
  }

  // The next receive or send of the instance that the cursor is at; none when the instance itself is next, or
  // all is done.
  std::optional<Operation> next_operation(DeviceId d, Instance i) {
    Cursor& cursor = at(d);
    const auto& list = cursor.ran ? routes_.outgoing[i.block.index()] : routes_.incoming[i.block.index()];
    for (std::size_t& k = cursor.ran ? cursor.sends : cursor.receives; k < list.size();) {
      const std::size_t index = list[k++];
      const Transfer& t = routes_.transfers[index];
      const std::int32_t distance = timed_.problem.edge(t.edge).distance;
      const std::int32_t producer = cursor.ran ? i.micro_batch : i.micro_batch - distance;
      const bool mine = (cursor.ran ? t.from : t.to) == d;
      if (mine && producer >= 0 && producer + distance < timed_.problem.micro_batches)
        return Operation{index, producer};
    }
    return std::nullopt;
  }

  // Carries out the operation that d has posted if the other side has posted it, too.
  bool complete(DeviceId d) {
    const DeviceId peer = other_side(d);
    if (at(peer).posted != at(d).posted) return false;
    const Transfer& t = routes_.transfers[at(d).posted->transfer];
    const Time end = std::max(at(d).now, at(peer).now) + t.occupancy + t.latency;
    for (DeviceId side : {d, peer}) {
      at(side).now = end;
      at(side).held_by = std::exchange(at(side).posted, std::nullopt);
    }
    ready_.push_back(peer);
    return true;
  }

  // Runs the instance, or goes on to the next.
  void step(DeviceId d, Instance i) {
    Cursor& cursor = at(d);
    if (cursor.ran) {
      ++cursor.position;
      cursor.receives = cursor.sends = 0;
      cursor.ran = false;
      return;
    }
    if (cursor.held_by && timed_.start(i) < cursor.now) report_held(d, i);
    cursor.ran = true;
    cursor.now = timed_.end(i);
    cursor.held_by.reset();
  }

  std::string name(const Operation& o) const {
    const Transfer& t = routes_.transfers[o.transfer];
    const Edge& edge = timed_.problem.edge(t.edge);
    return fmt::format("{} -> {} from {} to {}", timed_.name(Instance{edge.from, o.micro_batch}),
                       timed_.name(Instance{edge.to, o.micro_batch + edge.distance}), timed_.name(t.from),
                       timed_.name(t.to));
  }

  void report_held(DeviceId d, Instance i) {
    const Operation& o = *at(d).held_by;
    const Instance producer{timed_.problem.edge(routes_.transfers[o.transfer].edge).from, o.micro_batch};
    if (timed_.start(i) < timed_.end(producer)) return;  // a broken dependency, reported as such
    report_("{} starts at {} ns, but the transfer {} holds {} until {} ns", timed_.name(i), timed_.start(i),
            name(o), timed_.name(d), at(d).now);
  }

  // The other side has not posted, so that it waits, too: it cannot be through with a program that holds the
  // same operation. Following the waits leads into a circle.
  void report_deadlock(DeviceId d) {
    for (std::size_t k = 0; k < cursors_.size(); ++k) d = other_side(d);
    std::string text;
    const DeviceId first = d;
    do {
      text += fmt::format("{}{} waits in {}", text.empty() ? "" : ", ", timed_.name(d), name(*at(d).posted));
      d = other_side(d);
    } while (d != first);
    report_("the blocking transfers wait for each other: {}", text);
  }

  const TimedPlan& timed_;
  const Routes& routes_;
  Report& report_;
  std::vector<Cursor> cursors_;
  std::vector<DeviceId> ready_;
};

}  // namespace

void blocking_transfers(const TimedPlan& timed, const Routes& routes, Report& report) {
  Replay(timed, routes, report).run();
}

}  // namespace repetend::constraints
