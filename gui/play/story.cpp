#include "gui/play/story.hpp"

#include <algorithm>
#include <functional>
#include <ranges>
#include <span>

#include "gui/chart/data/words.hpp"

namespace repetend::gui {

namespace {

using What = Happening::What;

// What only changes why a device waits happens at a moment, but is no happening.
constexpr auto wait_begins = std::optional<What>();

// Things of one kind in one row, in time order: a device runs its order from the front, and a link delivers
// in the order it sends, as its latency is the same for all.
struct Track {
  std::optional<What> what;
  std::size_t row;
  std::size_t count;
  std::function<Time(std::size_t)> at;

  // The first place whose time is t or later, and the first whose time is later.
  std::size_t from(Time t) const {
    return count_first(count, [&](std::size_t k) { return at(k) < t; });
  }
  std::size_t after(Time t) const { return from(t + 1); }
};

template <class Visit>
void visit_machine(const ChartedPlan& plan, MachineId m, Visit visit) {
  visit(Track{What::end, m.index(), plan.ran(m), [&](std::size_t k) { return plan.end(plan.at(m, k)); }});
  visit(Track{What::start, m.index(), plan.ran(m), [&](std::size_t k) { return plan.start(plan.at(m, k)); }});
  if (!computes(plan.problem(), m)) return;
  const auto& idle = plan.idle[m.index()];
  visit(Track{wait_begins, m.index(), idle.size(), [&](std::size_t k) { return idle[k].begin; }});
}

template <class Visit>
void visit_link(const ChartedPlan& plan, std::size_t row, Visit visit) {
  const auto& transfers = plan.links[row].transfers;
  const auto& runs = plan.simulation.transfers;
  visit(Track{What::arrival, row, transfers.size(),
              [&](std::size_t k) { return runs[transfers[k]].delivered; }});
  visit(Track{What::sending, row, transfers.size(), [&](std::size_t k) { return runs[transfers[k]].start; }});
}

template <class Visit>
void visit_tracks(const ChartedPlan& plan, Visit visit) {
  for (const MachineId m : machines(plan.problem())) visit_machine(plan, m, visit);
  for (std::size_t row = 0; row < plan.links.size(); ++row) visit_link(plan, row, visit);
}

const TransferRun& transfer_of(const ChartedPlan& plan, const Happening& h) {
  return plan.simulation.transfers[plan.links[h.row].transfers[h.k]];
}

bool takes_no_time(const ChartedPlan& plan, const Happening& h) {
  if (h.what == What::arrival) return transfer_of(plan, h).start == h.at;
  return plan.start(plan.at(MachineId{h.row}, h.k)) == h.at;
}

// An instance stands in the order of each of its machines and is told by the first.
bool told(const ChartedPlan& plan, const Happening& h) {
  if ((h.what == What::end || h.what == What::arrival) && takes_no_time(plan, h)) return false;
  if (h.what == What::arrival || h.what == What::sending) return true;
  const MachineId m{h.row};
  return machines_of(plan.problem(), plan.at(m, h.k).block).front() == m;
}

// The words say what a block hands on: "the gradient".
QString product(const ChartedPlan& plan, BlockId b) {
  const Block& block = plan.problem().block(b);
  if (block.kind == BlockKind::forward) return "the activations";
  if (block.kind == BlockKind::backward || block.kind == BlockKind::input_gradient) return "the gradient";
  return QString("what %1 makes").arg(text(block.name));
}

QString product_from(const ChartedPlan& plan, Instance i) {
  return product(plan, i.block) + " from " + device_list(plan, i.block);
}

// Idle intervals of one device right before it starts `next`, in time order.
std::span<const IdleInterval> waits_before(const ChartedPlan& plan, DeviceId d, Instance next) {
  const auto& idle = plan.idle[d.index()];
  const auto last = plan.idle_after(d, plan.start(next));
  auto first = last;
  while (first != idle.begin() && std::prev(first)->waiting == next &&
         std::prev(first)->cause != IdleCause::cool_down)
    --first;
  return {first, last};
}

Time length(std::span<const IdleInterval> waits) {
  return waits.empty() ? 0 : waits.back().end - waits.front().begin;
}

// What a wait of the plan is for makes nothing for who waits: only an edge hands something on.
bool hands_on(const ChartedPlan& plan, Instance from, Instance to) {
  return std::ranges::any_of(plan.fused->with(to), [&](Instance member) {
    return std::ranges::any_of(plan.problem().edges, [&](const Edge& edge) {
      return edge.from == from.block && edge.to == member.block;
    });
  });
}

// "the gradient from gpu2", or "W1 of micro-batch 0".
QString awaited(const ChartedPlan& plan, const IdleInterval& wait) {
  if (!wait.waited_for) return "data";
  return hands_on(plan, *wait.waited_for, wait.waiting) ? product_from(plan, *wait.waited_for)
                                                        : name_of(plan, *wait.waited_for);
}

// "3 ms for the gradient from gpu2"; `on_the_way`: the part of it after the producer had ended.
QString wait_for_data(const ChartedPlan& plan, const IdleInterval& wait, Time waited, Time on_the_way) {
  QString result = time_text(waited) + " for " + awaited(plan, wait);
  if (on_the_way == waited) return result + " to arrive";
  if (on_the_way > 0) result += QString(" (%1 of it on the way)").arg(time_text(on_the_way));
  return result;
}

QString wait_words(const ChartedPlan& plan, const IdleInterval& wait) {
  const Time waited = wait.end - wait.begin;
  if (wait.cause == IdleCause::block || wait.cause == IdleCause::communication ||
      wait.cause == IdleCause::offload)
    return wait_for_data(plan, wait, waited, 0);
  if (wait.cause == IdleCause::transfer) return wait_for_data(plan, wait, waited, waited);
  if (app::waits_for_room(plan, wait))
    return time_text(waited) + " for " + name_of(plan, *wait.waited_for) + " to make room in memory";
  if (wait.cause == IdleCause::memory)
    return time_text(waited) + " because memory was too full for " +
           (wait.waited_for ? name_of(plan, *wait.waited_for) : "anything else");
  if (wait.cause == IdleCause::host) return time_text(waited) + " for the host";
  return time_text(waited) +
         (wait.cause == IdleCause::gang ? " for the other devices of its gang" : QString());
}

// Waiting for a block and then for its data is one wait for the data.
QString reasons(const ChartedPlan& plan, std::span<const IdleInterval> waits) {
  QStringList parts;
  for (std::size_t k = 0; k < waits.size(); ++k) {
    const bool then_on_the_way = k + 1 < waits.size() && waits[k].cause == IdleCause::block &&
                                 waits[k + 1].cause == IdleCause::transfer &&
                                 waits[k].waited_for == waits[k + 1].waited_for;
    if (then_on_the_way) {
      parts << wait_for_data(plan, waits[k], length(waits.subspan(k, 2)),
                             waits[k + 1].end - waits[k + 1].begin);
      ++k;
    } else {
      parts << wait_words(plan, waits[k]);
    }
  }
  return parts.join(", then ");
}

// Of a gang the device that waited longest.
DeviceId longest_waiting(const ChartedPlan& plan, Instance i) {
  const auto& uses = plan.problem().block(i.block).uses;
  return std::ranges::max_element(
             uses, {}, [&](const DeviceUse& use) { return length(waits_before(plan, use.device, i)); })
      ->device;
}

QString start_words(const ChartedPlan& plan, Instance i) {
  const bool gang = machines_of(plan.problem(), i.block).size() > 1;
  const QString starts = device_list(plan, i.block) + (gang ? " start " : " starts ") + name_of(plan, i);
  const DeviceId d = longest_waiting(plan, i);
  const auto waits = waits_before(plan, d, i);
  if (waits.empty()) return starts;
  const QString who = gang ? text(plan.problem().device(d).name) : "it";
  if (waits.front().cause == IdleCause::warm_up)
    return starts + QString(": the first work of %1, after %2")
                        .arg(text(plan.problem().device(d).name), time_text(length(waits)));
  return starts + QString(": %1 waited %2").arg(who, reasons(plan, waits));
}

QString end_words(const ChartedPlan& plan, Instance i) {
  const bool gang = machines_of(plan.problem(), i.block).size() > 1;
  return device_list(plan, i.block) + (gang ? " finish " : " finishes ") + name_of(plan, i);
}

QString arrival_words(const ChartedPlan& plan, const TransferRun& run) {
  const BlockId from = plan.problem().edge(run.edge).from;
  return QString("%1 of %2 arrive%3 at %4 after %5")
      .arg(product(plan, from), name_of(plan, {from, run.micro_batch}),
           plan.problem().block(from).kind == BlockKind::forward ? QString() : "s",
           text(plan.problem().device(run.to).name), time_text(run.delivered - run.start));
}

}  // namespace

std::optional<Time> next_moment(const ChartedPlan& plan, Time after) {
  std::optional<Time> next;
  if (plan.makespan() > after) next = plan.makespan();
  visit_tracks(plan, [&](const Track& track) {
    const std::size_t k = track.after(after);
    if (k < track.count && (!next || track.at(k) < *next)) next = track.at(k);
  });
  return next;
}

std::optional<Time> moment_before(const ChartedPlan& plan, Time before) {
  std::optional<Time> last;
  if (plan.makespan() < before) last = plan.makespan();
  visit_tracks(plan, [&](const Track& track) {
    const std::size_t k = track.from(before);
    if (k > 0 && (!last || track.at(k - 1) > *last)) last = track.at(k - 1);
  });
  return last;
}

Time moment_at(const ChartedPlan& plan, Time t) { return moment_before(plan, t + 1).value_or(0); }

std::vector<Happening> happenings(const ChartedPlan& plan, Time t) {
  std::vector<Happening> result;
  visit_tracks(plan, [&](const Track& track) {
    if (!track.what) return;
    for (std::size_t k = track.from(t); k < track.count && track.at(k) == t; ++k)
      if (const Happening h{*track.what, t, track.row, k}; told(plan, h)) result.push_back(h);
  });
  std::ranges::sort(result);
  return result;
}

std::vector<Waiting> waiting(const ChartedPlan& plan, Time t) {
  std::vector<Waiting> result;
  for (const DeviceId d : ids<DeviceId>(plan.device_count()))
    if (const IdleInterval* why = plan.idle_at(d, t)) result.push_back({d, why});
  return result;
}

QString words(const ChartedPlan& plan, const Happening& h) {
  switch (h.what) {
    case Happening::What::end:
      return end_words(plan, plan.at(MachineId{h.row}, h.k));
    case Happening::What::start:
      return start_words(plan, plan.at(MachineId{h.row}, h.k));
    case Happening::What::arrival:
      return arrival_words(plan, transfer_of(plan, h));
    case Happening::What::sending:
      break;
  }
  return describe(plan, transfer_of(plan, h));
}

QString last_words(const ChartedPlan& plan) {
  if (!plan.simulation.deadlock) return QString("everything has run: %1").arg(time_text(plan.makespan()));
  QStringList cycle;
  for (const std::string& wait : plan.simulation.deadlock->cycle) cycle << text(wait);
  return "nothing can run any more: " + cycle.join("; ");
}

}  // namespace repetend::gui
