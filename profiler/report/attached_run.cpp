#include "profiler/report/attached_run.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "profiler/report/summary.hpp"

namespace repetend::profiler {
namespace {

struct Gathered {
  data::BlockSamples samples;
  std::vector<Bytes> kept;
};

void add(const NamedCosts& range, std::map<std::string, Gathered>& blocks) {
  auto& [samples, kept] = blocks[range.name];
  samples.name = range.name;
  samples.kind = block_kind(range.name);
  for (const RangeCost& cost : range.occurrences) {
    samples.times.push_back(cost.busy);
    samples.kernels += static_cast<std::int64_t>(cost.kernels);
    samples.peak = std::max(samples.peak.value_or(0), cost.peak);
    kept.push_back(cost.kept);
  }
}

void add_doubts(const ProcessProfile& process, data::Run& run) {
  run.dropped += static_cast<std::int64_t>(process.profile.losses.dropped);
  Losses others = process.profile.losses;
  others.dropped = 0;
  for (const std::string& line : in_words(others)) run.notes.push_back(line);
  for (const std::string& line : process.profile.notices) run.notes.push_back(line);
  if (!process.complete) run.notes.push_back(fmt::format("process {} did not end in order", process.process));
}

}  // namespace

BlockKind block_kind(std::string_view block) {
  static constexpr std::array<std::pair<std::string_view, BlockKind>, 5> kinds{
      {{"F", BlockKind::forward},
       {"B", BlockKind::backward},
       {"I", BlockKind::input_gradient},
       {"W", BlockKind::weight_gradient},
       {"OPT", BlockKind::optimizer}}};
  for (const auto& [letters, kind] : kinds) {
    if (!block.starts_with(letters)) continue;
    const auto rest = block.substr(letters.size());  // F0 and F, but not Fusion
    if (rest.find_first_not_of("0123456789") == std::string_view::npos) return kind;
  }
  return BlockKind::other;
}

void add_blocks(const Attached& attached, data::Run& run) {
  std::map<std::string, Gathered> blocks;
  for (const ProcessProfile& process : attached.processes) {
    for (const NamedCosts& range : process.profile.ranges)
      if (range.block) add(range, blocks);
    add_doubts(process, run);
  }
  for (auto& [name, block] : blocks) {
    if (block.samples.kernels == 0 && std::ranges::max(block.samples.times) == 0) continue;
    block.samples.kept = summarise(block.kept).median;
    run.blocks.push_back(std::move(block.samples));
  }
}

}  // namespace repetend::profiler
