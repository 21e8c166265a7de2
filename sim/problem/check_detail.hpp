// What check() asks of each part on its own, and then of the parts together.
#pragma once

#include <fmt/format.h>

#include <set>
#include <utility>

#include "sim/problem/check.hpp"
#include "sim/problem/pools.hpp"

namespace repetend::checks {

using Findings = std::vector<Finding>;
using Subject = decltype(Finding::subject);

// A sum over blocks and micro-batches of 64-bit numbers always fits 128.
__extension__ using Wide = __int128;

template <class... Args>
void add(Findings& findings, Subject subject, fmt::format_string<Args...> format, Args&&... args) {
  findings.push_back({subject, fmt::format(format, std::forward<Args>(args)...)});
}

// The value must be at least `least`, which is 0 or 1.
void check_amount(Findings&, Subject, const std::string& what, std::int64_t value, std::int64_t least);

template <class AnyId, class Part>
void check_names(Findings& findings, const std::vector<Part>& parts, std::string_view what) {
  std::set<std::string_view> seen;
  for (AnyId id : ids<AnyId>(parts.size())) {
    const std::string& name = parts[id.index()].name;
    if (name.empty())
      add(findings, id, "{} {} has no name, expected one", what, id.index());
    else if (!seen.insert(name).second)
      add(findings, id, "two {}s are named {}, expected unique names", what, name);
  }
}

inline std::string edge_name(const Problem& problem, const Edge& edge) {
  return fmt::format("{} -> {}", problem.block(edge.from).name, problem.block(edge.to).name);
}

inline bool runs_once(const Block& block) { return block.repeat != Repeat::each; }

// "on gpu0", "in host0".
inline std::string where(const Problem& problem, PoolId p) {
  return fmt::format("{} {}", is_memory(problem, p) ? "on" : "in", pool_name(problem, p));
}
inline Subject subject_of(const Problem& problem, PoolId p) {
  return is_memory(problem, p) ? Subject{DeviceId{p.value}} : Subject{p};
}

// Of the parts, each by itself. The names of devices and blocks are judged before.
void check_resources(Findings&, const Problem&);  // devices, machines and pools
void check_blocks(Findings&, const Problem&);
void check_links(Findings&, const Problem&);
void check_scale(Findings&, const Problem&);
void check_interference(Findings&, const Problem&);
void check_pairs(Findings&, const Problem&);
void check_choices(Findings&, const Problem&);

// Whether the lanes are of devices that there are, so that every machine has a name.
bool lanes_have_devices(const Problem&);

// Of a problem without open choices whose parts are sound.
void check_missing_links(Findings&, const Problem&);
void check_cycles(Findings&, const Problem&);
void check_memory(Findings&, const Problem&);
void check_time(Findings&, const Problem&);
// Needs memory that adds up and no cycles: findings of those come first.
void check_levels(Findings&, const Problem&);
void check_sides(Findings&, const Problem&);

// Of a problem with open choices whose parts are sound: the problems that the options make.
void check_options(Findings&, const Problem&);

}  // namespace repetend::checks
