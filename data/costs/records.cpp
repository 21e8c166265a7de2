#include "data/costs/records.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/core/error.hpp"

namespace repetend::data {
namespace {

void expect(bool right, const std::string& message) {
  if (!right) throw RequestError(message);
}

void check_times(const std::vector<Time>& times, const std::string& of) {
  expect(!times.empty(), fmt::format("no times of {}, expected at least one", of));
  const auto fits = [](Time time) { return time >= 0 && time < sum_limit; };
  const auto wrong = std::ranges::find_if_not(times, fits);
  if (wrong != times.end())
    throw RequestError(fmt::format("a time of {} ns of {}, expected 0 to {}", *wrong, of, sum_limit - 1));
}

// "2026-11-23T06:12:45Z": sorts as text.
bool is_date(const std::string& text) {
  constexpr std::string_view pattern = "0000-00-00T00:00:00Z";
  const auto fits = [](char c, char p) { return p == '0' ? c >= '0' && c <= '9' : c == p; };
  return std::ranges::equal(text, pattern, fits);
}

// What is not UTF-8, in a command for one, becomes U+FFFD.
void make_utf8(std::string& text) {
  using Json = nlohmann::json;
  text = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

}  // namespace

void check(const OperatorSamples& samples) {
  const auto& [op, times] = samples;
  const auto names = dimensions(op.kind);
  expect(op.shape.size() == names.size(), fmt::format("a shape of {} numbers, expected {}: {}",
                                                      op.shape.size(), names.size(), fmt::join(names, ", ")));
  expect(std::ranges::all_of(op.shape, [](auto size) { return size >= 1; }),
         in_words(op) + ": expected every dimension to be 1 or more");
  check_times(times, in_words(op));
}

void check(const BlockSamples& block) {
  expect(!block.name.empty(), "a block without a name, expected one such as F0");
  expect(block.kernels >= 0,
         fmt::format("block {}: {} kernels, expected 0 or more", block.name, block.kernels));
  check_times(block.times, "block " + block.name);
}

void check(const Run& run) {
  expect(run.provenance == Provenance::measured || run.provenance == Provenance::imported,
         fmt::format("a run that is {}, expected measured or imported", to_string(run.provenance)));
  expect(is_date(run.date),
         fmt::format("'{}' is no date, expected one such as 2026-11-23T06:12:45Z", run.date));
  expect(!run.gpu.name.empty(), "a run without the name of its GPU");
  expect(!run.tool.empty(), "a run without the name of its tool");
  expect(run.gpu.memory >= 0 && run.gpu.compute_units >= 0 && run.gpu.clock_limit >= 0 &&
             run.gpu.memory_clock_limit >= 0,
         fmt::format("GPU {}: a negative number, expected 0 or more", run.gpu.name));
  expect(run.dropped >= 0, fmt::format("{} dropped records, expected 0 or more", run.dropped));
  expect(!run.conditions.overhead || std::isfinite(*run.conditions.overhead),
         "an overhead that is no number");
  std::set<Operator> operators;
  for (const OperatorSamples& samples : run.operators) {
    check(samples);
    expect(operators.insert(samples.op).second, in_words(samples.op) + " twice in one run, expected once");
  }
  std::set<std::string_view> blocks;
  for (const BlockSamples& block : run.blocks) {
    check(block);
    expect(blocks.insert(block.name).second, "block " + block.name + " twice in one run, expected once");
  }
}

bool yields_to(const Run& a, const Run& b) {
  if (a.provenance != b.provenance) return a.provenance > b.provenance;  // the better first
  return a.date < b.date;
}

Run canonical(Run run) {
  std::ranges::sort(run.operators, {}, &OperatorSamples::op);
  for (std::string* text :
       {&run.gpu.name, &run.driver, &run.cuda, &run.tool, &run.command, &run.conditions.throttling})
    make_utf8(*text);
  std::ranges::for_each(run.notes, make_utf8);
  for (BlockSamples& block : run.blocks) make_utf8(block.name);
  return run;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("{}", fmt::join(shape, "x"));
}

std::optional<std::vector<std::int64_t>> shape_from(std::string_view text) {
  std::vector<std::int64_t> shape;
  for (const char *at = text.data(), *const end = at + text.size();; ++at) {
    const auto [next, error] = std::from_chars(at, end, shape.emplace_back());
    if (error != std::errc() || shape.back() < 1) return std::nullopt;
    if (next == end) return shape;
    if (*next != 'x') return std::nullopt;
    at = next;
  }
}

std::optional<BlockKind> block_kind_from(std::string_view name) {
  for (const BlockKind kind : all_kinds)
    if (to_string(kind) == name) return kind;
  return std::nullopt;
}

std::string date_text(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string date_now() { return date_text(std::chrono::system_clock::now()); }

}  // namespace repetend::data
