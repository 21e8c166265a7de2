#include <fmt/format.h>

#include <utility>

#include "sim/formats/scenario/reader.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

int read_version(const Node& version) {
  const int number = version.integer(1, 1'000'000);
  if (number > scenario_version)
    version.fail(fmt::format("version {} is newer than this program, expected at most {}: update repetend",
                             number, scenario_version));
  return number;
}

}  // namespace

void read_units(const Document& root, Source& source) {
  const Node node(root, source);
  if (root.kind != Document::Kind::map)
    node.fail("no scenario, expected `devices:` and `blocks:` or `placement:`");
  if (const auto version = node.find("version")) source.version = read_version(*version);
  if (const auto unit = node.find("time_unit")) {
    const std::vector<std::string_view> units{"ns", "us", "ms", "s"};
    source.units.time = *time_unit(units[unit->word(units)]);
  }
  if (const auto unit = node.find("memory_unit")) {
    const std::vector<std::string_view> units{"B", "KiB", "MiB", "GiB", "TiB", "kB", "MB", "GB", "TB"};
    source.units.memory = *memory_unit(units[unit->word(units)]);
  }
  source.override_units = source.units;
}

void read_settings(const Node& root, Problem& problem) {
  if (const auto name = root.find("name")) problem.name = name->text("the scenario's name");
  if (const auto count = root.find("micro_batches"))
    problem.micro_batches = count->integer(1, micro_batch_limit);
  if (const auto mode = root.find("transfer"))
    problem.transfer = static_cast<TransferMode>(mode->word({"none", "async", "rendezvous", "blocking"}));
  else
    problem.transfer = root.find("links") ? TransferMode::async : TransferMode::none;
  if (const auto release = root.find("memory_release"))
    problem.memory_release = static_cast<MemoryRelease>(release->word({"end", "start"}));
}

void read_micro_batches(const Node& root, PlacedProblem& out) {
  Problem& problem = out.problem;
  if (const auto order = root.find("micro_batch_order"))
    problem.micro_batch_order = static_cast<MicroBatchOrder>(order->word({"given", "free"}));
  const auto scale = root.find("micro_batch_scale");
  if (!scale) return;
  const auto items = scale->items("a list with a scale for every micro-batch, such as [1, 0.8]");
  if (std::cmp_not_equal(items.size(), problem.micro_batches))
    scale->fail(
        fmt::format("{} scales, expected {}: one a micro-batch", items.size(), problem.micro_batches));
  for (const Node& item : items) problem.scale.push_back(item.scale());
  out.places.scale = scale->place();
}

}  // namespace repetend
