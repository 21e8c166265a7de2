// Lower bounds of the makespan below a state of the branch and bound.
#pragma once

#include "search/exact/state.hpp"

namespace repetend::search {

// The heads are the earliest starts of the instances to come, by instance; those scheduled have their starts.
std::vector<Time> heads(const ExactModel&, const ExactState&);

Time node_bound(const ExactModel&, const ExactState&, const std::vector<Time>& heads);

}  // namespace repetend::search
