// Colours without a toolkit, and colours that can be averaged. All inline: a frame does millions of these.
#pragma once

#include <algorithm>
#include <cstdint>

namespace repetend::app {

using Rgb = std::uint32_t;  // 0xAARRGGBB, as Qt's QRgb

// Red, green, blue and coverage from 0 to 1, colours premultiplied by coverage.
struct Tint {
  float red = 0, green = 0, blue = 0, cover = 0;

  Tint& operator+=(const Tint& other) {
    red += other.red;
    green += other.green;
    blue += other.blue;
    cover += other.cover;
    return *this;
  }
  Tint operator*(float factor) const { return {red * factor, green * factor, blue * factor, cover * factor}; }
  // Unlike others: with what is under it where it does not cover.
  Tint over(const Tint& under) const {
    Tint result = under * std::max(0.0F, 1 - cover);
    return result += *this;
  }
};

inline std::uint32_t to_byte(float value) {
  return static_cast<std::uint32_t>(std::clamp(value * 255.0F + 0.5F, 0.0F, 255.0F));
}
// Premultiplied.
inline Rgb to_argb(const Tint& t) {
  return to_byte(t.cover) << 24 | to_byte(t.red) << 16 | to_byte(t.green) << 8 | to_byte(t.blue);
}
// Without its coverage: what does not cover shows black.
inline Rgb to_rgb(const Tint& t) { return to_argb(t) | 0xff000000U; }
// Of a premultiplied colour; an opaque one is the same either way.
inline Tint to_tint(Rgb c) {
  const auto part = [c](int shift) { return static_cast<float>(c >> shift & 0xff) * (1.0F / 255.0F); };
  return {part(16), part(8), part(0), part(24)};
}

}  // namespace repetend::app
