#include "cli/report/format.hpp"

#include <fmt/format.h>

#include "sim/core/human.hpp"

namespace repetend::cli {

std::string percent_text(double fraction) { return fmt::format("{:.1f} %", 100 * fraction); }
std::string rate_text(double per_s) { return human_number(per_s) + "/s"; }
std::string ratio_text(double ratio) { return fmt::format("{:.2f}x", ratio); }

std::string proof_text(Time value, Time bound, bool optimal) {
  if (optimal) return "optimal (proved)";
  if (bound <= 0) return "no bound known";
  const double gap = static_cast<double>(value - bound) / static_cast<double>(bound);
  return fmt::format("within {:.{}f} % of the bound", 100 * gap, gap < 0.001 ? 3 : gap < 0.01 ? 2 : 1);
}

std::string tightest_memory(const Problem& problem, const std::vector<Bytes>& peak) {
  std::size_t tightest = 0;
  const auto use = [&](std::size_t d) {
    return static_cast<double>(peak[d]) / static_cast<double>(problem.devices[d].memory);
  };
  for (std::size_t d = 1; d < peak.size(); ++d)
    if (use(d) > use(tightest)) tightest = d;
  const Device& device = problem.devices[tightest];
  const std::string limit = device.memory == unlimited ? "" : " of " + human_bytes(device.memory);
  return fmt::format("{}{} on {}", human_bytes(peak[tightest]), limit, device.name);
}

}  // namespace repetend::cli
