// Which instances of a wide problem may run fused (docs/semantics.md, "Pair"), for searches that decide it.
#pragma once

#include <vector>

#include "search/wide/model.hpp"

namespace repetend::search {

// All units that declared pairs allow, of the same instances the shortest. Sides of which one must have ended
// before the other starts are left out.
std::vector<Unit> fusions_of(const WideModel&);

// Whether one instance follows another along arcs, directly or not.
class Reachability {
 public:
  explicit Reachability(const WideModel&);
  bool follows(InstanceIndex later, InstanceIndex earlier) const { return after_[earlier * size_ + later]; }

 private:
  std::size_t size_;
  std::vector<bool> after_;
};

}  // namespace repetend::search
