// What is known of the differences of starts in a cyclic schedule of a given period.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "search/model/arcs.hpp"
#include "search/stop.hpp"

namespace repetend::search {

// A lower bound of start(j) - start(i) for every two blocks, closed under addition: never less than what two
// of them in a row ask for. An upper bound of start(j) - start(i) is a lower one of start(i) - start(j).
class Differences {
 public:
  Differences(std::size_t blocks, const std::vector<Arc>& arcs, Time period);

  // A block would have to start after itself.
  bool contradictory() const { return contradictory_; }
  const std::optional<Wide>& least(std::size_t i, std::size_t j) const { return least_[i * blocks_ + j]; }

  // From now on start(j) - start(i) >= difference. True when that was not known.
  bool raise(std::size_t i, std::size_t j, Wide difference);

  // Starts that obey all that is known, the earliest of them 0.
  std::vector<Time> starts() const;

 private:
  std::size_t blocks_;
  std::vector<std::optional<Wide>> least_;
  bool contradictory_ = false;
};

// Two blocks i and j of one device do not overlap: start(j) - start(i) modulo the period lies in [duration i,
// period - duration j].
struct Circle {
  Time period;
  std::vector<Time> duration;                                // by block
  std::vector<std::pair<std::size_t, std::size_t>> sharing;  // ordered pairs of blocks that share a device
};
Circle circle_of(const Problem&, Time period);

// The largest start(j) - start(i) at which i and j do not overlap, given that it is below `difference`, and
// the least given that it is not.
Wide overlap_free_below(const Circle&, std::size_t i, std::size_t j, Wide difference);
Wide overlap_free_from(const Circle&, std::size_t i, std::size_t j, Wide difference);

// Raises the differences to those at which no two blocks overlap, until nothing changes or that contradicts
// itself, for long enough, or stopped: raising fewer would know less, never something wrong.
// Raising one takes the square of the number of blocks in steps, of about a nanosecond.
inline constexpr std::size_t usual_steps = 32'000'000;
void exclude_overlaps(const Circle&, Differences&, std::size_t steps = usual_steps, const Stop& = never_stop);

}  // namespace repetend::search
