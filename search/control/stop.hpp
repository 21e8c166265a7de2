// The question whether to give up, which what takes long asks between steps of at most a few milliseconds:
// yes once the user has cancelled, or time is up.
#pragma once

#include <functional>

namespace repetend::search {

using Stop = std::function<bool()>;

inline bool never_stop() { return false; }

}  // namespace repetend::search
