// The orders of a whole plan as a local search changes them: by swaps of neighbours on a machine.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/semantics/semantics.hpp"

namespace repetend::search {

class PlanOrders {
 public:
  using Index = std::uint32_t;  // an instance, by instance_index(); a node of the semantics; a stay
  struct Place {
    ResourceId resource;
    std::size_t position;
  };
  // What a resource does for an instance.
  struct Stay {
    Index instance;
    ResourceId resource;
    std::uint32_t position;                  // in the order of the resource
    Index exit;                              // the node after which the resource goes on,
    Time delay;                              // that long after its start
    std::uint32_t first_entry, entry_count;  // of the nodes that wait for what the resource did before
  };

  // The semantics must outlive it.
  PlanOrders(const Semantics&, const Orders&);

  const Semantics& semantics() const { return *semantics_; }
  Orders orders() const;
  std::size_t size(ResourceId r) const { return order_[r.index()].size(); }
  std::size_t size() const { return stays_.size(); }
  const Stay& stay(Index s) const { return stays_[s]; }
  // Of an instance: on its machines, and on the links it sends over.
  std::span<const Stay> stays(Index instance) const {
    return std::span(stays_).subspan(first_stay_[instance],
                                     first_stay_[instance + 1] - first_stay_[instance]);
  }
  std::span<const Index> entries(const Stay& s) const {
    return std::span(entries_).subspan(s.first_entry, s.entry_count);
  }
  const Stay& at(Place place) const { return stays_[order_[place.resource.index()][place.position]]; }
  Place place(const Stay& s) const { return {s.resource, s.position}; }
  // What the resource does before and after; null at its ends.
  const Stay* before(const Stay& s) const {
    return s.position > 0 ? &at({s.resource, s.position - 1}) : nullptr;
  }
  const Stay* after(const Stay& s) const {
    return s.position + 1 < size(s.resource) ? &at({s.resource, s.position + 1}) : nullptr;
  }

  // The places where the two instances at a place of a machine are neighbours in this order: a gang's on its
  // other machines, and with each machine the links that serve in its order. None for two of the same block,
  // whose micro-batches stay in their order. `everywhere`: none where they share a machine and are apart
  // there.
  std::vector<Place> together(Place, bool everywhere = false) const;
  // Swaps two neighbours; twice is not at all. The second is at position + 1.
  void swap(Place);
  // The two neighbours.
  bool fits_memory(Place) const;

 private:
  void add_stays();
  void add_stay(Index instance, const Service&);
  void order_stays(const Orders&);
  void append(Stay&);
  const DeviceUse& change(Place) const;

  const Semantics* semantics_;
  std::vector<Stay> stays_;  // of all instances one after the other; where those of each begin:
  std::vector<std::size_t> first_stay_;
  std::vector<Index> entries_;
  std::vector<std::vector<Index>> order_;   // by resource: its stays
  std::vector<std::vector<Bytes>> before_;  // by machine: the level of its pool before each of them
};

}  // namespace repetend::search
