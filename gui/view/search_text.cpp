#include "gui/view/search_text.hpp"

#include <QRegularExpression>

namespace repetend::gui {

namespace {

// The plan's first fitting instance later than (start, instance).
std::optional<Instance> first_later(const ChartedPlan& plan, const Wanted& wanted,
                                    const std::optional<std::pair<Time, Instance>>& after) {
  std::optional<std::pair<Time, Instance>> best;
  const auto consider = [&](Instance i) {
    if (plan.end(i) == never) return;
    const std::pair candidate(plan.start(i), i);
    if ((!after || candidate > *after) && (!best || candidate < *best)) best = candidate;
  };
  const Problem& problem = plan.problem();
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const QString name = QString::fromStdString(problem.block(b).name);
    if (!wanted.block.isEmpty() && name.compare(wanted.block, Qt::CaseInsensitive) != 0) continue;
    if (wanted.micro_batch && *wanted.micro_batch < problem.micro_batches) consider({b, *wanted.micro_batch});
    for (std::int32_t n = 0; !wanted.micro_batch && n < problem.micro_batches; ++n) consider({b, n});
  }
  if (!best) return {};
  return best->second;
}

}  // namespace

std::optional<Wanted> wanted(const QString& words) {
  static const QRegularExpression numbered("^(?:(\\S*?)(?:\\s*@\\s*|\\s+))?(\\d+)$");
  if (words.isEmpty()) return {};
  const auto match = numbered.match(words);
  if (!match.hasMatch()) return Wanted{words, {}};
  bool is_int = true;
  const int n = match.captured(2).toInt(&is_int);
  return is_int ? std::optional(Wanted{match.captured(1), n}) : std::nullopt;
}

std::optional<Marked> find_next(const Charts& plans, const QString& words,
                                const std::optional<Marked>& after) {
  const auto what = wanted(words);
  if (!what || plans.empty()) return {};
  const std::size_t first = after ? after->plan : 0;
  for (std::size_t k = 0; k <= plans.size(); ++k) {
    const std::size_t p = (first + k) % plans.size();
    std::optional<std::pair<Time, Instance>> from;
    if (after && k == 0) from = {plans[p]->start(after->instance), after->instance};
    if (const auto found = first_later(*plans[p], *what, from)) return Marked{p, *found};
  }
  return {};
}

}  // namespace repetend::gui
