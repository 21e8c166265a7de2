// Transfers that block, in a replay of what holds the machines.
#include "sim/verify/routes.hpp"

namespace repetend {
namespace {

struct Operation {
  std::size_t transfer;  // in Routes::transfers
  Instance producer, consumer;
  bool operator==(const Operation&) const = default;
};

// Where a machine is in its program.
struct Cursor {
  std::size_t position = 0;          // in the machine's order, of the run: an instance, or a fused group
  bool ran = false;                  // the run itself is behind it
  std::size_t member = 0;            // in the order: of the run's, the one whose receives or sends are next
  std::size_t operation = 0;         // how many of that one's are behind it
  Time now = 0;                      // when the machine is through with all that is behind
  std::optional<Operation> posted;   // and waits for the other machines
  std::optional<Operation> held_by;  // the transfer that ended at `now`, if one did
};

// A machine's program is, for each run in its order: the receives of its instances, one instance after the
// other and each in edge order; the run; its sends in the same way, each in edge order and then device order.
// Only lanes of the device that receives or sends take part. A receive or send is posted the moment the
// machine is through with what comes before (posting later could only delay), starts when all lanes that the
// producer occupies on the one device and the consumer on the other have posted it, and holds all of them
// until it is delivered. Every instance must then start no earlier than its machines are free.
class Replay {
 public:
  Replay(const TimedPlan& timed, const Routes& routes, Report& report)
      : timed_(timed), routes_(routes), report_(report), cursors_(machine_count(timed.problem)) {
    for (const Transfer& t : routes.transfers) {
      const Edge& edge = timed.problem.edge(t.edge);
      std::vector<MachineId>& lanes = lanes_.emplace_back();
      for (const auto& [b, device] : {std::pair(edge.from, t.from), std::pair(edge.to, t.to)})
        for (MachineId m : machines_of(timed.problem, b))
          if (owner(timed.problem, m) == device) lanes.push_back(m);
    }
  }

  void run() {
    for (MachineId m : timed_.machines()) ready_.push_back(m);
    while (!ready_.empty()) {
      const MachineId m = ready_.back();
      ready_.pop_back();
      advance(m);
    }
    for (MachineId m : timed_.machines())
      if (at(m).posted) return report_deadlock(m);
  }

 private:
  Cursor& at(MachineId m) { return cursors_[m]; }
  const Transfer& transfer_of(const Operation& o) const { return routes_.transfers[o.transfer]; }

  // Goes on until an operation has to wait for other machines or the program ends.
  void advance(MachineId m) {
    Cursor& cursor = at(m);
    while (cursor.position < timed_.order(m).size() && !cursor.posted) {
      cursor.posted = next_operation(m);
      if (!cursor.posted)
        step(m);
      else if (!complete(m))
        return;
    }
  }

  // The next receive or send of the run that the cursor is at; none when the run itself is next, or all is
  // done.
  std::optional<Operation> next_operation(MachineId m) {
    Cursor& cursor = at(m);
    const auto& order = timed_.order(m);
    const std::size_t end = timed_.run_end(order, cursor.position);
    for (; cursor.member < end; ++cursor.member, cursor.operation = 0) {
      const Instance i = order[cursor.member];
      const auto& list = cursor.ran ? routes_.outgoing[i.block] : routes_.incoming[i.block];
      while (cursor.operation < list.size())
        if (const auto found = operation(list[cursor.operation++], i, cursor.ran, m)) return found;
    }
    return std::nullopt;
  }

  // Of that transfer, as instance i sends or receives it on the machine, if it does.
  std::optional<Operation> operation(std::size_t transfer, Instance i, bool sends, MachineId m) const {
    const Transfer& t = routes_.transfers[transfer];
    if (owner(timed_.problem, m) != (sends ? t.from : t.to)) return std::nullopt;
    const Edge& edge = timed_.problem.edge(t.edge);
    const auto other = sends ? message_to(timed_.problem, edge, i.micro_batch)
                             : message_from(timed_.problem, edge, i.micro_batch);
    if (!other) return std::nullopt;
    return sends ? Operation{transfer, i, *other} : Operation{transfer, *other, i};
  }

  // Carries out the operation that the machine has posted if all others have posted it, too.
  bool complete(MachineId m) {
    const Operation posted = *at(m).posted;
    const std::vector<MachineId>& lanes = lanes_[posted.transfer];
    Time start = 0;
    for (MachineId lane : lanes) {
      if (at(lane).posted != posted) return false;
      start = std::max(start, at(lane).now);
    }
    for (MachineId lane : lanes) {
      at(lane).now = start + transfer_of(posted).until_delivered();
      at(lane).held_by = std::exchange(at(lane).posted, std::nullopt);
      if (lane != m) ready_.push_back(lane);
    }
    return true;
  }

  // Runs what the cursor is at, or goes on to the next.
  void step(MachineId m) {
    Cursor& cursor = at(m);
    const auto& order = timed_.order(m);
    const std::size_t end = timed_.run_end(order, cursor.position);
    if (cursor.ran) {
      cursor.position = end;
    } else {
      for (std::size_t k = cursor.position; k < end; ++k)
        if (cursor.held_by && timed_.start(order[k]) < cursor.now) report_held(m, order[k]);
      cursor.now = timed_.end(order[cursor.position]);
      cursor.held_by.reset();
    }
    cursor.ran = !cursor.ran;
    cursor.member = cursor.position;
    cursor.operation = 0;
  }

  std::string name(const Operation& o) const {
    const Transfer& t = transfer_of(o);
    return fmt::format("{} -> {} from {} to {}", timed_.name(o.producer), timed_.name(o.consumer),
                       timed_.name(t.from), timed_.name(t.to));
  }

  void report_held(MachineId m, Instance i) {
    const Operation& o = *at(m).held_by;
    if (timed_.start(i) < timed_.end(o.producer)) return;  // a broken dependency, reported as such
    report_("{} starts at {} ns, but the transfer {} holds {} until {} ns", timed_.name(i), timed_.start(i),
            name(o), timed_.name(m), at(m).now);
  }

  // A lane that keeps the operation that the machine has posted from starting. It waits in another one: it
  // cannot be through with a program that holds the same operation.
  MachineId behind(MachineId m) {
    const std::vector<MachineId>& lanes = lanes_[at(m).posted->transfer];
    return *std::ranges::find_if(lanes, [&](MachineId lane) { return at(lane).posted != at(m).posted; });
  }

  // Following the waits leads into a circle.
  void report_deadlock(MachineId m) {
    for (std::size_t k = 0; k < cursors_.size(); ++k) m = behind(m);
    std::string text;
    const MachineId first = m;
    do {
      text += fmt::format("{}{} waits in {}", text.empty() ? "" : ", ", timed_.name(m), name(*at(m).posted));
      m = behind(m);
    } while (m != first);
    report_("the blocking transfers wait for each other: {}", text);
  }

  const TimedPlan& timed_;
  const Routes& routes_;
  Report& report_;
  std::vector<std::vector<MachineId>> lanes_;  // that each transfer holds
  IdVector<MachineId, Cursor> cursors_;
  std::vector<MachineId> ready_;
};

}  // namespace

void replay_blocking(const TimedPlan& timed, const Routes& routes, Report& report) {
  Replay(timed, routes, report).run();
}

}  // namespace repetend
