#include "data/costs/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace repetend::data {
namespace {

// In the order of the output: operators have no block name, so they come first.
struct Key {
  std::string gpu, block;
  std::optional<Operator> op;
  auto operator<=>(const Key&) const = default;
  Subject subject() const { return {gpu, op ? in_words(*op) : "block " + block}; }
};
using Measured = std::map<Key, Summary>;

std::set<std::string> gpus(std::span<const Run> runs) {
  std::set<std::string> names;
  for (const Run& run : runs) names.insert(run.gpu.name);
  return names;
}

// Without the GPU's name where it need not agree.
Measured collect(std::span<const Run> runs, bool by_gpu) {
  std::vector<const Run*> sorted;
  for (const Run& run : runs) sorted.push_back(&run);
  std::ranges::stable_sort(sorted, [](const Run* a, const Run* b) { return yields_to(*a, *b); });
  Measured result;
  for (const Run* run : sorted) {
    const std::string gpu = by_gpu ? run->gpu.name : "";
    for (const auto& [op, times] : run->operators) result[{gpu, "", op}] = summarise(times);
    for (const BlockSamples& block : run->blocks) result[{gpu, block.name, {}}] = summarise(block.times);
  }
  return result;
}

bool changed(const Summary& a, const Summary& b, double threshold) {
  const bool apart = a.median_high < b.median_low || b.median_high < a.median_low;
  const auto [low, high] = std::minmax(a.median, b.median);
  return apart && static_cast<double>(high - low) > threshold * static_cast<double>(low);
}

}  // namespace

Difference difference(std::span<const Run> before, std::span<const Run> after, double threshold) {
  const bool by_gpu = gpus(before).size() > 1 || gpus(after).size() > 1;
  const Measured old = collect(before, by_gpu), now = collect(after, by_gpu);
  Difference result;
  for (const auto& [key, summary] : old) {
    const auto found = now.find(key);
    if (found == now.end()) {
      result.only_before.push_back(key.subject());
      continue;
    }
    auto& list = changed(summary, found->second, threshold) ? result.changed : result.unchanged;
    list.push_back({key.subject(), summary, found->second});
  }
  for (const auto& [key, summary] : now)
    if (!old.contains(key)) result.only_after.push_back(key.subject());
  return result;
}

}  // namespace repetend::data
