// What the memory of a device says of when its instances may start.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "search/bounds/paths.hpp"

namespace repetend::search {

// Starts of all instances of a problem, the first and the last possible ones, by block x micro-batches +
// micro-batch.
struct StartWindows {
  std::span<Time> earliest, latest;
};

class MemoryWindows {
 public:
  // The blocks are those of the device. None: its memory is unlimited, or its blocks may follow each other in
  // too many ways.
  static std::optional<MemoryWindows> of(const Problem&, const Paths&, DeviceId, const std::vector<BlockId>&);

  // Shrinks the windows of the device's instances, which take that long, and tells which ones it shrunk.
  // False: one of them fits at no time.
  bool tighten(std::span<const Time> duration, StartWindows, std::vector<std::size_t>& shrunk) const;
  // Steps of that, of about a nanosecond.
  std::uint64_t steps() const;

 private:
  using Mask = std::uint32_t;  // of the device's blocks
  // What a micro-batch may have run of them at some time: with each block, all that it depends on.
  struct Ideal {
    Mask blocks;
    Bytes level;  // then, of this micro-batch alone
  };
  struct Start {
    std::size_t block;  // of the device
    std::int32_t micro_batch;
    Time at, end;
  };

  MemoryWindows(const Problem&, const Paths&, DeviceId, const std::vector<BlockId>&);
  bool add_ideals();
  std::size_t node(std::size_t block, std::int32_t n) const {
    return blocks_[block].index() * static_cast<std::size_t>(micro_batches_) + static_cast<std::size_t>(n);
  }
  bool fits(const Start&, std::span<const Time> duration, const StartWindows&) const;
  Time next_end(Time at, std::span<const Time> duration, const StartWindows&) const;
  Time last_start(Time at, const StartWindows&) const;
  std::optional<Bytes> least_level(Mask done, Mask not_done) const;

  std::int32_t micro_batches_;
  Bytes room_;
  std::vector<BlockId> blocks_;
  std::vector<Bytes> change_, need_;  // of the level once a block has ended; beyond the level while it runs
  std::vector<Mask> before_, after_;  // what a block depends on, what depends on it
  std::vector<Ideal> ideals_;
};

}  // namespace repetend::search
