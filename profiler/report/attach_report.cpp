#include "profiler/report/attach_report.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "profiler/report/summary.hpp"
#include "sim/core/human.hpp"

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

using nlohmann::ordered_json;

template <class Member>
auto values(const NamedCosts& range, Member RangeCost::*member) {
  std::vector<Member> result;
  for (const RangeCost& cost : range.occurrences) result.push_back(cost.*member);
  return result;
}

std::string row(const NamedCosts& range) {
  const Summary busy = summarise(values(range, &RangeCost::busy));
  const auto kernels = summarise(values(range, &RangeCost::kernels)).median;
  const auto peaks = values(range, &RangeCost::peak);
  return fmt::format("{:<28}{:>7}{:>11}{:>11}{:>11}{:>9}{:>12}{:>12}\n", range.name, busy.count,
                     human_time(busy.median), human_time(busy.least), human_time(busy.most), kernels,
                     human_bytes(*std::ranges::max_element(peaks)),
                     human_bytes(summarise(values(range, &RangeCost::kept)).median));
}

std::string table(const Profile& profile, bool blocks) {
  std::string rows;
  for (const NamedCosts& range : profile.ranges)
    if (range.block == blocks) rows += row(range);
  if (rows.empty()) return "";
  return fmt::format("{:<28}{:>7}{:>11}{:>11}{:>11}{:>9}{:>12}{:>12}\n", blocks ? "block" : "range", "times",
                     "median", "least", "most", "kernels", "peak", "kept") +
         rows;
}

std::string in_words(const ProcessProfile& process, bool all_ranges) {
  const Profile& profile = process.profile;
  std::string text = fmt::format("process {}\n", process.process);
  text += table(profile, true);
  if (all_ranges) text += table(profile, false);
  text +=
      fmt::format("device busy {} of {}, {} kernels, {} copies; outside all ranges {}; recording took {}\n",
                  human_time(profile.whole.busy), human_time(profile.whole.host), profile.whole.kernels,
                  profile.whole.copies, human_time(profile.outside.busy), human_time(profile.overhead));
  if (!process.complete) text += "it did not end in order: its last records are missing\n";
  for (const std::string& line : in_words(profile.losses)) text += line + "\n";
  for (const std::string& line : profile.notices) text += line + "\n";
  return text;
}

ordered_json to_json(const RangeCost& cost) {
  return {{"busy_ns", cost.busy},      {"host_ns", cost.host},    {"kernels", cost.kernels},
          {"copies", cost.copies},     {"sets", cost.sets},       {"copied_bytes", cost.copied},
          {"set_bytes", cost.written}, {"peak_bytes", cost.peak}, {"kept_bytes", cost.kept}};
}

ordered_json to_json(const NamedCosts& range) {
  ordered_json json{{"name", range.name},
                    {"block", range.block},
                    {"median_busy_ns", summarise(values(range, &RangeCost::busy)).median},
                    {"occurrences", ordered_json::array()}};
  for (const RangeCost& cost : range.occurrences) json["occurrences"].push_back(to_json(cost));
  return json;
}

ordered_json to_json(const Losses& losses) {
  return {{"dropped", losses.dropped},
          {"without_launch", losses.orphans},
          {"untimed", losses.untimed},
          {"unclosed_ranges", losses.unclosed},
          {"unopened_ranges", losses.unopened}};
}

ordered_json to_json(const ProcessProfile& process) {
  const Profile& profile = process.profile;
  ordered_json json{{"process", process.process},        {"complete", process.complete},
                    {"records", profile.records},        {"overhead_ns", profile.overhead},
                    {"whole", to_json(profile.whole)},   {"outside", to_json(profile.outside)},
                    {"losses", to_json(profile.losses)}, {"notices", profile.notices},
                    {"ranges", ordered_json::array()}};
  for (const NamedCosts& range : profile.ranges) json["ranges"].push_back(to_json(range));
  return json;
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

std::string in_words(const Attached& attached, bool all_ranges) {
  std::string text;
  for (const ProcessProfile& process : attached.processes) text += in_words(process, all_ranges);
  return text + fmt::format("the program took {} and ended with code {}\n", human_time(attached.wall),
                            attached.exit_code);
}

ordered_json to_json(const Attached& attached) {
  ordered_json json{{"version", 1},
                    {"exit_code", attached.exit_code},
                    {"wall_ns", attached.wall},
                    {"processes", ordered_json::array()}};
  for (const ProcessProfile& process : attached.processes) json["processes"].push_back(to_json(process));
  return json;
}

std::string nothing_recorded(const Attached& attached) {
  for (const ProcessProfile& process : attached.processes) {
    const RangeCost& all = process.profile.whole;
    if (all.kernels + all.copies + all.sets > 0) return "";
  }
  for (const ProcessProfile& process : attached.processes)
    for (const std::string& notice : process.profile.notices) return "nothing could be recorded: " + notice;
  return "the program ran nothing on a CUDA device: there is nothing to show";
}

}  // namespace repetend::profiler
