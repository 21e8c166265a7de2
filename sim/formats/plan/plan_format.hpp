// What the reader and the writer of plan files agree on.
#pragma once

#include <cstdint>
#include <string_view>

namespace repetend {

inline constexpr std::string_view plan_format_name = "repetend-plan";
// Version 2 has the keys that plans beyond plain problems need; plans that need none of them are of
// version 1.
inline constexpr std::int64_t plan_format_version = 2;

}  // namespace repetend
