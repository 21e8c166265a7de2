// Runs to store and to write: one with everything in it, and random ones.
#pragma once

#include <rapidcheck.h>

#include "data/costs/records.hpp"

namespace repetend::test {

inline data::Operator product(std::int64_t m, std::int64_t n, std::int64_t k) {
  return {data::OperatorKind::matmul, data::Phase::forward, data::Precision::bf16, {m, n, k, 1}};
}

inline data::Run example_run() {
  data::Run run;
  run.date = "2026-11-23T06:12:45Z";
  run.gpu = {"NVIDIA H100 PCIe", 85'017'755'648, 114, 1755, 1593};
  run.driver = "580.65.06";
  run.cuda = "13.0";
  run.tool = "repetend-profile 0.1.0";
  run.command = "repetend profile operators --hidden 4096";
  run.conditions = {1410, 1593, 61, "power cap", 0.0125};
  run.dropped = 3;
  run.notes = {"2 ranges were never closed", "\"quotes\": # and, commas\nand lines"};
  run.operators = {{product(512, 512, 512), {1003, 1001, 1002, 1001}}, {product(1024, 512, 512), {2000}}};
  run.blocks = {{"F0", BlockKind::forward, {5000, 4000}, 12, Bytes{1} << 30, -4096},
                {"opt", BlockKind::optimizer, {700}, 0, {}, {}}};
  return run;
}

// Every field random, texts of any bytes, as check() allows them.
inline data::Run random_run() {
  using namespace rc;
  const auto below = [](std::int64_t n) { return *gen::inRange<std::int64_t>(0, n); };
  const auto text = [] { return *gen::string<std::string>(); };
  const auto name = [&] { return "x" + text(); };
  const auto maybe = [&](auto value) { return below(2) ? std::optional(value) : std::nullopt; };
  const auto times = [&] {
    return *gen::nonEmpty(gen::container<std::vector<Time>>(gen::inRange<Time>(0, sum_limit)));
  };
  const auto number = [&] { return static_cast<std::int32_t>(below(1 << 20)); };
  data::Run run = example_run();
  run.provenance = below(2) ? data::Provenance::measured : data::Provenance::imported;
  run.gpu = {name(), below(sum_limit), number(), number(), number()};
  run.driver = text(), run.cuda = text(), run.tool = name(), run.command = text();
  run.conditions = {maybe(number()), maybe(number()), maybe(number()), text(),
                    maybe(static_cast<double>(below(1 << 20)) / 3e6)};
  run.dropped = below(10);
  run.notes = *gen::container<std::vector<std::string>>(gen::string<std::string>());
  run.operators.clear();
  run.blocks.clear();
  for (std::int64_t i = below(4); i-- > 0;) {
    const auto kind = static_cast<data::OperatorKind>(below(8));
    data::Operator op{
        kind, static_cast<data::Phase>(below(3)), static_cast<data::Precision>(below(3)), {1 + i}};
    while (op.shape.size() < data::dimensions(kind).size()) op.shape.push_back(1 + below(sum_limit));
    if (data::dimensions(kind).size() == op.shape.size()) run.operators.push_back({op, times()});
  }
  for (std::int64_t i = below(3); i-- > 0;)
    run.blocks.push_back({name() + std::to_string(i), static_cast<BlockKind>(below(6)), times(), below(1000),
                          maybe(below(sum_limit)), maybe(-below(sum_limit))});
  return run;
}

}  // namespace repetend::test
