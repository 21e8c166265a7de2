// What a measurement leaves behind: runs of a tool on a GPU, the times it took of operators and blocks, and
// all that one must know to trust or repeat them. Plain structs, the same in the database and in its text
// form.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/models/operators/operator.hpp"
#include "sim/core/units.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::data {

// As the driver describes it. 0 or empty: unknown.
struct MeasuredGpu {
  std::string name = {};                // "NVIDIA H100 PCIe"
  Bytes memory = 0;                     // in all
  std::int32_t compute_units = 0;       // streaming multiprocessors
  std::int32_t clock_limit = 0;         // of the compute units, MHz
  std::int32_t memory_clock_limit = 0;  // MHz
  bool operator==(const MeasuredGpu&) const = default;
};

// How the GPU was while it measured. Noted, never set. Empty: unknown.
struct Conditions {
  std::optional<std::int32_t> clock = {}, memory_clock = {};  // MHz, at the median of the run
  std::optional<std::int32_t> temperature = {};               // highest, degrees Celsius
  std::string throttling = {};          // reasons in words, "power cap"; empty: none seen
  std::optional<double> overhead = {};  // by what share recording lengthened the program: 0.02 is 2 %
  bool operator==(const Conditions&) const = default;
};

// One operator's times: every repetition's device time, in the order measured; at least one, each >= 0.
struct OperatorSamples {
  Operator op;
  std::vector<Time> times = {};  // ns
  bool operator==(const OperatorSamples&) const = default;
};

// A block of a program that was recorded: every occurrence's device time, in order; at least one, each >= 0.
struct BlockSamples {
  std::string name = {};  // "F0"; unique in its run
  BlockKind kind = BlockKind::other;
  std::vector<Time> times = {};    // ns
  std::int64_t kernels = 0;        // of all occurrences
  std::optional<Bytes> peak = {};  // most taken at one time by an occurrence
  std::optional<Bytes> kept = {};  // taken less given back by one, the median; below 0 where it frees
  bool operator==(const BlockSamples&) const = default;
};

struct Run {
  Provenance provenance = Provenance::measured;  // or imported: read from another tool's trace
  std::string date = {};                         // of the measurement, UTC: "2026-11-23T06:12:45Z"
  MeasuredGpu gpu = {};
  std::string driver = {}, cuda = {};  // versions; may be empty
  std::string tool = {};               // and its version: "repetend-profile 0.1.0"
  std::string command = {};            // as it was called
  Conditions conditions = {};
  std::int64_t dropped = 0;             // activity records lost: the costs are too small by what they said
  std::vector<std::string> notes = {};  // other reasons for doubt, one sentence each
  std::vector<OperatorSamples> operators = {};  // each operator once
  std::vector<BlockSamples> blocks = {};        // each name once
  bool operator==(const Run&) const = default;
};

// Throw RequestError for the first thing that is not as the comments above say.
void check(const OperatorSamples&);
void check(const BlockSamples&);
void check(const Run&);

// Whether the costs of the second count where both runs measured a shape: measured before imported, then the
// latest.
bool yields_to(const Run&, const Run&);

// As it is stored, whatever measured it: operators in their order, texts in UTF-8.
Run canonical(Run);

// "4096x4096x1024x1"; nothing for a text that is none.
std::string shape_text(const std::vector<std::int64_t>&);
std::optional<std::vector<std::int64_t>> shape_from(std::string_view);

std::optional<BlockKind> block_kind_from(std::string_view);

// Dates as records hold them: UTC, to the second, and sorting as text. "2026-11-23T06:12:45Z".
std::string date_text(std::chrono::system_clock::time_point);
std::string date_now();

}  // namespace repetend::data
