// Whether to give up, asked between steps of at most a few milliseconds: the user cancelled, or time is up.
#pragma once

#include <functional>

namespace repetend::search {

using Stop = std::function<bool()>;

inline bool never_stop() { return false; }

}  // namespace repetend::search
