// The cyclic orders of a schedule: what follows what on every device, and how many micro-batches apart.
#pragma once

#include <optional>
#include <vector>

#include "search/modulo/cyclic.hpp"

namespace repetend::search {

class CyclicOrders {
 public:
  CyclicOrders(const CyclicModel&, const CyclicSchedule&);

  // Arcs of the problem, then from every block of every device to the one that follows it there.
  const std::vector<Dependence>& arcs() const { return arcs_; }

  struct Place {
    DeviceId device;
    std::size_t position;
  };
  std::size_t size(DeviceId device) const { return entries_[device].size(); }
  // The place of the block an arc leads from where it is one between blocks of a device.
  std::optional<Place> place(std::size_t arc) const;

  // Swaps a block with the one that follows it, which may be that of the next period; twice is not at all.
  void swap(Place);
  bool fits_memory(DeviceId device) const;

 private:
  // A block with what it does to the memory. In the n-th period the device runs it for
  // micro-batch n - stage.
  struct Entry {
    BlockId block;
    const DeviceUse* use;
    std::int64_t stage;
  };
  std::size_t after(Place at) const { return (at.position + 1) % entries_[at.device].size(); }
  void write_arc(Place);

  const CyclicModel* model_;
  IdVector<DeviceId, std::vector<Entry>> entries_;
  IdVector<DeviceId, std::size_t> first_arc_;
  std::vector<Place> places_;  // by arc between blocks of a device
  std::vector<Dependence> arcs_;
};

}  // namespace repetend::search
