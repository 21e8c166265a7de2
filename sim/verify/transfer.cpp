// Every transfer by itself over its link, and where they block, in a replay of what holds the machines.
#include <algorithm>
#include <optional>

#include "sim/verify/constraint.hpp"

namespace repetend::constraints {
namespace {

// The transfers of one micro-batch, by the block that sends and by the block that receives.
struct Routes {
  explicit Routes(const Problem& problem)
      : transfers(repetend::transfers(problem)),
        outgoing(problem.blocks.size()),
        incoming(problem.blocks.size()) {
    for (std::size_t t = 0; t < transfers.size(); ++t) {
      const Edge& edge = problem.edge(transfers[t].edge);
      outgoing[edge.from.index()].push_back(t);
      incoming[edge.to.index()].push_back(t);
    }
  }

  std::vector<Transfer> transfers;
  std::vector<std::vector<std::size_t>> outgoing;  // by producer: in edge order, then device order
  std::vector<std::vector<std::size_t>> incoming;  // by consumer, to any of its devices: in edge order
};

// For rendezvous: when each machine has ended its instance before a consumer, that is, can post the receive.
// By transfer, then by the consumer's micro-batch.
std::vector<Time> receiver_ready(const TimedPlan& timed, const Routes& routes) {
  const auto n = static_cast<std::size_t>(timed.problem.micro_batches);
  std::vector<Time> ready(routes.transfers.size() * n);
  for (MachineId m : timed.machines()) {
    Time previous = 0;
    for (const Instance& i : timed.order(m)) {
      for (std::size_t t : routes.incoming[i.block.index()])
        if (routes.transfers[t].receiver == m)
          ready[t * n + static_cast<std::size_t>(i.micro_batch)] = previous;
      previous = timed.end(i);
    }
  }
  return ready;
}

void delivery(const TimedPlan& timed, const Transfer& t, Instance producer, Time delivered, Report& report) {
  const Edge& edge = timed.problem.edge(t.edge);
  const Instance consumer{edge.to, producer.micro_batch + edge.distance};
  const Time start = timed.start(consumer);
  if (start < delivered && start >= timed.end(producer))  // else: a broken dependency, reported as such
    report("{} starts at {} ns, but the transfer of {} from {} to {} is delivered at {} ns",
           timed.name(consumer), start, timed.name(producer), timed.name(t.from), timed.name(t.to),
           delivered);
}

struct OutgoingLink {
  MachineId from;
  Time free_at = 0;
};

// One machine's outgoing links. Each serves in the order of the producers' ends, which is the machine's
// order, then in edge order; it starts a transfer once the producer has ended and (rendezvous) the receiver
// is ready. Starting each as early as that allows is the most that a plan can ask for.
// `links` are by receiving device, of the machine that used them last.
void serve_links(const TimedPlan& timed, const Routes& routes, MachineId from, const std::vector<Time>& ready,
                 std::vector<OutgoingLink>& links, Report& report) {
  const auto n = static_cast<std::size_t>(timed.problem.micro_batches);
  for (const Instance& producer : timed.order(from))
    for (std::size_t index : routes.outgoing[producer.block.index()]) {
      const Transfer& t = routes.transfers[index];
      const std::int32_t m = producer.micro_batch + timed.problem.edge(t.edge).distance;
      if (t.sender != from || m >= timed.problem.micro_batches) continue;
      OutgoingLink& link = links[t.to.index()];
      if (link.from != from) link = {from, 0};
      Time start = std::max(timed.end(producer), link.free_at);
      if (!ready.empty()) start = std::max(start, ready[index * n + static_cast<std::size_t>(m)]);
      link.free_at = start + t.occupancy;
      delivery(timed, t, producer, link.free_at + t.latency, report);
    }
}

struct Operation {
  std::size_t transfer;      // in Routes::transfers
  std::int32_t micro_batch;  // of the producer
  bool operator==(const Operation&) const = default;
};

// Where a machine is in its program.
struct Cursor {
  std::size_t position = 0;             // of the instance in the machine's order
  std::size_t receives = 0, sends = 0;  // how many of this instance's are behind it
  bool ran = false;                     // the instance itself is
  Time now = 0;                         // when the machine is through with all that is behind
  std::optional<Operation> posted;      // and waits for the other side
  std::optional<Operation> held_by;     // the transfer that ended at `now`, if one did
};

// The constraint where transfers block. A machine's program is, for each instance in its order: its receives
// in edge order, the instance, its sends in edge order then device order. A receive or send is posted the
// moment the machine is through with what comes before (posting later could only delay), starts when both
// sides have posted, and holds both machines until it is delivered. Every instance must then start no earlier
// than its machine is free.
class Replay {
 public:
  Replay(const TimedPlan& timed, const Routes& routes, Report& report)
      : timed_(timed), routes_(routes), report_(report), cursors_(machine_count(timed.problem)) {}

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
  MachineId other_side(MachineId m) const {
    const Transfer& t = routes_.transfers[cursors_[m].posted->transfer];
    return t.sender == m ? t.receiver : t.sender;
  }

  // Goes on until an operation has to wait for its other side or the program ends.
  void advance(MachineId m) {
    Cursor& cursor = at(m);
    const auto& order = timed_.order(m);
    while (cursor.position < order.size()) {
      cursor.posted = next_operation(m, order[cursor.position]);
      if (!cursor.posted)
        step(m, order[cursor.position]);
      else if (!complete(m))
        return;
    }
  }

  // The next receive or send of the instance that the cursor is at; none when the instance itself is next, or
  // all is done.
  std::optional<Operation> next_operation(MachineId m, Instance i) {
    Cursor& cursor = at(m);
    const auto& list = cursor.ran ? routes_.outgoing[i.block.index()] : routes_.incoming[i.block.index()];
    for (std::size_t& k = cursor.ran ? cursor.sends : cursor.receives; k < list.size();) {
      const std::size_t index = list[k++];
      const Transfer& t = routes_.transfers[index];
      const std::int32_t distance = timed_.problem.edge(t.edge).distance;
      const std::int32_t producer = cursor.ran ? i.micro_batch : i.micro_batch - distance;
      const bool mine = (cursor.ran ? t.sender : t.receiver) == m;
      if (mine && producer >= 0 && producer + distance < timed_.problem.micro_batches)
        return Operation{index, producer};
    }
    return std::nullopt;
  }

  // Carries out the operation that the machine has posted if the other side has posted it, too.
  bool complete(MachineId m) {
    const MachineId peer = other_side(m);
    if (at(peer).posted != at(m).posted) return false;
    const Transfer& t = routes_.transfers[at(m).posted->transfer];
    const Time end = std::max(at(m).now, at(peer).now) + t.occupancy + t.latency;
    for (MachineId side : {m, peer}) {
      at(side).now = end;
      at(side).held_by = std::exchange(at(side).posted, std::nullopt);
    }
    ready_.push_back(peer);
    return true;
  }

  // Runs the instance, or goes on to the next.
  void step(MachineId m, Instance i) {
    Cursor& cursor = at(m);
    if (cursor.ran) {
      ++cursor.position;
      cursor.receives = cursor.sends = 0;
      cursor.ran = false;
      return;
    }
    if (cursor.held_by && timed_.start(i) < cursor.now) report_held(m, i);
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

  void report_held(MachineId m, Instance i) {
    const Operation& o = *at(m).held_by;
    const Instance producer{timed_.problem.edge(routes_.transfers[o.transfer].edge).from, o.micro_batch};
    if (timed_.start(i) < timed_.end(producer)) return;  // a broken dependency, reported as such
    report_("{} starts at {} ns, but the transfer {} holds {} until {} ns", timed_.name(i), timed_.start(i),
            name(o), timed_.name(m), at(m).now);
  }

  // The other side has not posted, so that it waits, too: it cannot be through with a program that holds the
  // same operation. Following the waits leads into a circle.
  void report_deadlock(MachineId m) {
    for (std::size_t k = 0; k < cursors_.size(); ++k) m = other_side(m);
    std::string text;
    const MachineId first = m;
    do {
      text += fmt::format("{}{} waits in {}", text.empty() ? "" : ", ", timed_.name(m), name(*at(m).posted));
      m = other_side(m);
    } while (m != first);
    report_("the blocking transfers wait for each other: {}", text);
  }

  const TimedPlan& timed_;
  const Routes& routes_;
  Report& report_;
  IdVector<MachineId, Cursor> cursors_;
  std::vector<MachineId> ready_;
};

}  // namespace

void transfer(const TimedPlan& timed, Report& report) {
  const TransferMode mode = timed.problem.transfer;
  if (mode == TransferMode::none) return;
  const Routes routes(timed.problem);
  if (mode == TransferMode::blocking) return Replay(timed, routes, report).run();
  std::vector<Time> ready;
  if (mode == TransferMode::rendezvous) ready = receiver_ready(timed, routes);
  std::vector<OutgoingLink> links(timed.problem.devices.size());
  for (MachineId from : timed.machines()) serve_links(timed, routes, from, ready, links, report);
}

}  // namespace repetend::constraints
