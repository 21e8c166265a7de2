// The orders of a whole plan as a local search changes them: by swaps of neighbours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::search {

class PlanOrders {
 public:
  using Index = std::uint32_t;  // an instance, by instance_index()
  struct Place {
    std::size_t device, position;
  };

  // The problem must outlive it.
  PlanOrders(const Problem&, const Orders&);

  std::size_t size(std::size_t device) const { return order_[device].size(); }
  Orders orders() const;
  Index at(Place place) const { return order_[place.device][place.position]; }
  // Where an instance stands, on each of its devices.
  std::span<const Place> places(Index i) const {
    return {&places_[first_place_[i]], &places_[first_place_[i + 1]]};
  }

  // Swaps two neighbours; twice is not at all. The second is at position + 1.
  void swap(Place);
  // All places where the two at a place are neighbours in this order: gangs may share several devices. None
  // for two of the same block, whose micro-batches stay in their order.
  std::vector<Place> together(Place) const;
  // The two neighbours.
  bool fits_memory(Place) const;

 private:
  const DeviceUse& use(Place) const;
  std::size_t& position(Index, std::size_t device);

  const Problem* problem_;
  std::vector<std::vector<Index>> order_;   // by device
  std::vector<std::vector<Bytes>> before_;  // by device: its memory's level before each of them
  std::vector<Place> places_;  // of all instances one after the other; where those of each begin:
  std::vector<std::size_t> first_place_;
};

}  // namespace repetend::search
