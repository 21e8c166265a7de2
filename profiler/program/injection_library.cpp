#include "profiler/program/injection_library.hpp"

// The assembler puts the file between two symbols.
asm(".section .rodata\n"
    "repetend_inject_begin:\n"
    ".incbin \"" REPETEND_INJECT_LIBRARY
    "\"\n"
    "repetend_inject_end:\n"
    ".previous\n");
extern const char repetend_inject_begin[], repetend_inject_end[];

namespace repetend::profiler {

std::string_view injection_library() {
  return {repetend_inject_begin, static_cast<std::size_t>(repetend_inject_end - repetend_inject_begin)};
}

}  // namespace repetend::profiler
