#include "cli/report/pools_and_choices.hpp"

#include <map>

#include "app/words/figures.hpp"
#include "sim/plan/pool_levels.hpp"

namespace repetend::cli {
namespace {

std::vector<Bytes> peaks_of(const Plan& plan) {
  const auto peaks = peak_pools(plan);
  std::vector<Bytes> result;
  for (PoolId p : peaks.ids()) result.push_back(peaks[p]);
  return result;
}

void append(std::string& list, const std::string& item) { list += (list.empty() ? "" : ", ") + item; }

}  // namespace

void add_pools_and_choices(const Problem& problem, std::span<const Bytes> peaks, Json& json) {
  for (PoolId p : pools(problem))
    if (!is_memory(problem, p)) json["peak_pools"][pool_name(problem, p)] = peaks[p.index()];
  for (const auto& [choice, option] : problem.chosen) json["choices"][choice] = option;
}
void add_pools_and_choices(const Plan& plan, Json& json) {
  add_pools_and_choices(*plan.problem, peaks_of(plan), json);
}

std::vector<SummaryLine> pools_and_choices_in_words(const Problem& problem, std::span<const Bytes> peaks) {
  std::string levels, options;
  for (PoolId p : pools(problem))
    if (!is_memory(problem, p))
      append(levels, fmt::format("{} {}", pool_name(problem, p),
                                 app::memory_text(peaks[p.index()], capacity_of(problem, p))));
  // Those that a scenario has made come before those that were open: by name they are easier to find.
  for (const auto& [choice, option] : std::map(problem.chosen.begin(), problem.chosen.end()))
    append(options, fmt::format("{} {}", choice, option));
  std::vector<SummaryLine> lines;
  if (!levels.empty()) lines.emplace_back("pools", levels);
  if (!options.empty()) lines.emplace_back("choices", options);
  return lines;
}
std::vector<SummaryLine> pools_and_choices_in_words(const Plan& plan) {
  return pools_and_choices_in_words(*plan.problem, peaks_of(plan));
}

}  // namespace repetend::cli
