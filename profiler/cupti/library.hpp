// Shared libraries that are looked up when they are wanted, so that this program starts on a machine without
// them and can say what is missing.
#pragma once

#include <string>
#include <vector>

namespace repetend::profiler {

class Library {
 public:
  // Loads the first of the names that the loader finds, in its own places or in those of CUDA's toolkit.
  // Throws RequestError saying what could not be loaded and why.
  Library(std::string what, const std::vector<std::string>& names);

  // Sets `function` to the symbol; throws RequestError when the library is too old to have it.
  template <class Function>
  void find(const char* symbol, Function*& function) const {
    function = reinterpret_cast<Function*>(address(symbol));
  }

  void* handle() const { return handle_; }  // for dlsym

 private:
  void* address(const char* symbol) const;

  std::string what_;
  void* handle_ = nullptr;  // never closed: CUDA's libraries have threads of their own
};

}  // namespace repetend::profiler
