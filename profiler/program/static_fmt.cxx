// fmt as a static library, see portable.cmake.
#include <fmt/format.h>

// The templates that fmt's own library instantiates are emitted where they are used.
std::string repetend_use_of_fmt(double number, float other, const char* text) {
  return fmt::format("{:.3f} {:>{}} {} {:L}", number, text, 3, other, 7);
}
