// The story is put into words here.
#include <algorithm>
#include <ranges>
#include <span>

#include "gui/chart/data/words.hpp"
#include "gui/play/story.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {

namespace {

QString time(Time t) { return text(human_time(t)); }

const TransferRun& transfer_of(const ChartedPlan& plan, const Happening& h) {
  return plan.simulation.transfers[plan.links[h.row].transfers[h.k]];
}

// The words say what a block hands on: "the gradient".
QString product(const ChartedPlan& plan, BlockId b) {
  switch (plan.problem().block(b).kind) {
    case BlockKind::forward:
      return QStringLiteral("the activations");
    case BlockKind::backward:
    case BlockKind::input_gradient:
      return QStringLiteral("the gradient");
    default:
      break;
  }
  return QStringLiteral("what ") + text(plan.problem().block(b).name) + QStringLiteral(" makes");
}

QString product_from(const ChartedPlan& plan, Instance i) {
  return product(plan, i.block) + QStringLiteral(" from ") + device_list(plan, i.block);
}

// Idle intervals of one device right before it starts `next`, in time order.
std::span<const IdleInterval> waits_before(const ChartedPlan& plan, DeviceId d, Instance next) {
  const auto& idle = plan.idle[d.index()];
  const auto last = std::ranges::upper_bound(idle, plan.start(next), {}, &IdleInterval::end);
  auto first = last;
  while (first != idle.begin() && std::prev(first)->waiting == next &&
         std::prev(first)->cause != IdleCause::cool_down)
    --first;
  return {first, last};
}

Time length(std::span<const IdleInterval> waits) {
  return waits.empty() ? 0 : waits.back().end - waits.front().begin;
}

// "3 ms for the gradient from gpu2"; `on_the_way`: the part of it after the producer had ended.
QString wait_for_data(const ChartedPlan& plan, const IdleInterval& wait, Time waited, Time on_the_way) {
  QString result = time(waited) + QStringLiteral(" for ");
  result += wait.waited_for ? product_from(plan, *wait.waited_for) : QStringLiteral("data");
  if (on_the_way == waited) return result + QStringLiteral(" to arrive");
  if (on_the_way > 0) result += QStringLiteral(" (%1 of it on the way)").arg(time(on_the_way));
  return result;
}

QString wait_words(const ChartedPlan& plan, const IdleInterval& wait) {
  const Time waited = wait.end - wait.begin;
  switch (wait.cause) {
    case IdleCause::block:
      return wait_for_data(plan, wait, waited, 0);
    case IdleCause::transfer:
      return wait_for_data(plan, wait, waited, waited);
    case IdleCause::memory:
      return time(waited) + QStringLiteral(" because memory was too full for ") +
             (wait.waited_for ? name_of(plan, *wait.waited_for) : QStringLiteral("anything else"));
    case IdleCause::gang:
      return time(waited) + QStringLiteral(" for the other devices of its gang");
    case IdleCause::warm_up:
    case IdleCause::cool_down:
      break;
  }
  return time(waited);
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
  return parts.join(QStringLiteral(", then "));
}

// Of a gang the device that waited longest.
DeviceId longest_waiting(const ChartedPlan& plan, Instance i) {
  const auto& uses = plan.problem().block(i.block).uses;
  return std::ranges::max_element(
             uses, {}, [&](const DeviceUse& use) { return length(waits_before(plan, use.device, i)); })
      ->device;
}

QString start_words(const ChartedPlan& plan, Instance i) {
  const QString starts = device_list(plan, i.block) +
                         (plan.problem().block(i.block).uses.size() > 1 ? QStringLiteral(" start ")
                                                                        : QStringLiteral(" starts ")) +
                         name_of(plan, i);
  const DeviceId d = longest_waiting(plan, i);
  const auto waits = waits_before(plan, d, i);
  if (waits.empty()) return starts;
  const bool gang = plan.problem().block(i.block).uses.size() > 1;
  const QString who = gang ? text(plan.problem().device(d).name) : QStringLiteral("it");
  if (waits.front().cause == IdleCause::warm_up)
    return starts + QStringLiteral(": the first work of %1, after %2")
                        .arg(text(plan.problem().device(d).name), time(length(waits)));
  return starts + QStringLiteral(": %1 waited %2").arg(who, reasons(plan, waits));
}

QString end_words(const ChartedPlan& plan, Instance i) {
  const bool gang = plan.problem().block(i.block).uses.size() > 1;
  return device_list(plan, i.block) + (gang ? QStringLiteral(" finish ") : QStringLiteral(" finishes ")) +
         name_of(plan, i);
}

QString arrival_words(const ChartedPlan& plan, const TransferRun& run) {
  const BlockId from = plan.problem().edge(run.edge).from;
  return QStringLiteral("%1 of %2 arrive%3 at %4 after %5")
      .arg(product(plan, from), name_of(plan, {from, run.micro_batch}),
           plan.problem().block(from).kind == BlockKind::forward ? QString() : QStringLiteral("s"),
           text(plan.problem().device(run.to).name), time(run.delivered - run.start));
}

}  // namespace

QString words(const ChartedPlan& plan, const Happening& h) {
  switch (h.what) {
    case Happening::What::end:
      return end_words(plan, plan.at(DeviceId{h.row}, h.k));
    case Happening::What::start:
      return start_words(plan, plan.at(DeviceId{h.row}, h.k));
    case Happening::What::arrival:
      return arrival_words(plan, transfer_of(plan, h));
    case Happening::What::sending:
      break;
  }
  return describe(plan, transfer_of(plan, h));
}

QString last_words(const ChartedPlan& plan) {
  if (!plan.simulation.deadlock) return QStringLiteral("everything has run: %1").arg(time(plan.makespan()));
  QStringList cycle;
  for (const std::string& wait : plan.simulation.deadlock->cycle) cycle << text(wait);
  return QStringLiteral("nothing can run any more: ") + cycle.join(QStringLiteral("; "));
}

}  // namespace repetend::gui
