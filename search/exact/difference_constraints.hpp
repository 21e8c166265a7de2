// What is known of the differences of starts in a cyclic schedule of a given period.
#pragma once

#include <optional>
#include <vector>

#include "search/control/stop.hpp"
#include "search/modulo/disjunctive_graph.hpp"

namespace repetend::search {

// A lower bound of start(j) - start(i) for every two nodes, closed under addition: never less than what two
// of them in a row ask for. An upper bound of start(j) - start(i) is a lower one of start(i) - start(j).
class Differences {
 public:
  Differences(std::size_t nodes, const std::vector<Arc>& arcs, Time period);

  // A node would have to start after itself.
  bool contradictory() const { return contradictory_; }
  const std::optional<Wide>& least(std::size_t i, std::size_t j) const { return least_[i * nodes_ + j]; }

  std::size_t nodes() const { return nodes_; }

  // From now on start(j) - start(i) >= difference. True when that was not known.
  bool raise(std::size_t i, std::size_t j, Wide difference);

  // Starts that obey all that is known, the earliest of them 0.
  std::vector<Time> starts() const;

 private:
  std::size_t nodes_;
  std::vector<std::optional<Wide>> least_;
  bool contradictory_ = false;
};

// The fewest periods by which `turn` has its second block follow the first one, given what is known, or
// given the starts; `reverse` is the turn of the other order. None: nothing is known.
std::optional<Wide> fewest_laps(const Turn& reverse, Time period, const Differences&);
Wide fewest_laps(const Turn& reverse, Time period, const std::vector<Time>& start);

// Raises the differences to what `turn` asks for where its blocks follow each other by so many periods or
// more. True when that was not known.
bool raise(Differences&, const Turn&, Wide laps, Time period);

// Raises the differences to what follows from the fewest laps of all turns, until nothing changes or that
// contradicts itself, for long enough, or stopped: raising fewer would know less, never something wrong.
// Raising one takes the square of the number of nodes in steps, of about a nanosecond.
inline constexpr std::size_t usual_steps = 32'000'000;
void exclude_overlaps(const std::vector<Turn>&, Time period, Differences&, std::size_t steps = usual_steps,
                      const Stop& = never_stop);

}  // namespace repetend::search
