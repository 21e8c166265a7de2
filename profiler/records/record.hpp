// What is recorded of a program that runs on a GPU: plain structs behind one interface, so that everything
// from here to costs is tested without a GPU. The CUPTI source fills them in, and so does a file of them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace repetend::profiler {

// A reading of the recorder's one clock, in ns. The counter may wrap: only differences below 2^63 ns count.
using Timestamp = std::uint64_t;

// Joins a call in the program with the work it started on a device. 0: unknown.
using Correlation = std::uint32_t;

using ThreadId = std::uint32_t;

// A call into CUDA that may have started work: where and when the program asked for it.
struct Launch {
  Correlation correlation = 0;
  ThreadId thread = 0;
  Timestamp time = 0;
};

enum class WorkKind : std::uint8_t { kernel, copy, set };

// What one launch ran on a device. A launch of a graph has many. Both times 0: CUPTI could not tell.
struct DeviceWork {
  WorkKind kind = WorkKind::kernel;
  Correlation correlation = 0;
  std::uint32_t device = 0;
  std::uint32_t stream = 0;
  Timestamp start = 0, end = 0;
  std::uint64_t bytes = 0;  // moved by a copy, written by a set
};

// Device memory taken from the driver or given back. `bytes` may be 0 for a release: its address tells.
struct MemoryOperation {
  Correlation correlation = 0;
  std::uint32_t device = 0;
  bool release = false;
  Timestamp time = 0;
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};

enum class RangeAction : std::uint8_t {
  push,   // opens a range of this thread inside its innermost one
  pop,    // closes this thread's innermost range
  start,  // opens a range of the process, known by its id
  end,    // closes that one, from any thread
  mark    // an instant with a text
};

// NVTX. Calls of one thread at the same time come in their order.
struct RangeEvent {
  RangeAction action = RangeAction::push;
  ThreadId thread = 0;
  Timestamp time = 0;
  std::uint64_t id = 0;  // start and end
  std::string name;      // push, start and mark
};

// Records that were lost before they could be read.
struct Dropped {
  std::uint64_t count = 0;
};

// Time that recording took from the program's threads.
struct Overhead {
  std::uint64_t time = 0;  // ns
};

// Something the recorder has to say, such as why it could not record.
struct Notice {
  std::string text;
};

using Record = std::variant<Launch, DeviceWork, MemoryOperation, RangeEvent, Dropped, Overhead, Notice>;

// The records of one process in any order: buffers arrive as they fill up.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  // Overwrites the argument with the next record; false at the end.
  virtual bool next(Record&) = 0;
};

// Where a recorder puts them, from any thread.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void add(const Record&) = 0;
};

}  // namespace repetend::profiler
