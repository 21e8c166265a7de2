#include "profiler/cupti/library.hpp"

#include <dlfcn.h>

#include <cstdlib>

#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

// The loader's own places first: it knows LD_LIBRARY_PATH, and what the program has already loaded.
std::vector<std::string> folders() {
  std::vector<std::string> result{""};
  for (const char* variable : {"CUDA_HOME", "CUDA_PATH"})
    if (const char* home = std::getenv(variable)) result.push_back(std::string(home) + "/lib64/");
  for (const char* usual :
       {"/usr/local/cuda/lib64/", "/usr/local/cuda/extras/CUPTI/lib64/", "/opt/cuda/lib64/"})
    result.emplace_back(usual);
  return result;
}

}  // namespace

Library::Library(std::string what, const std::vector<std::string>& names) : what_(std::move(what)) {
  std::string why;
  for (const std::string& folder : folders())
    for (const std::string& name : names) {
      handle_ = ::dlopen((folder + name).c_str(), RTLD_NOW | RTLD_LOCAL);
      if (handle_) return;
      const char* const error = ::dlerror();
      if (why.empty() && error) why = error;  // of the plain name; the other places are guesses
    }
  throw RequestError("cannot load " + what_ + ": " + why +
                     "; it comes with CUDA: put its folder into LD_LIBRARY_PATH");
}

void* Library::address(const char* symbol) const {
  if (void* const found = ::dlsym(handle_, symbol)) return found;
  throw RequestError(what_ + " is too old: it has no " + symbol);
}

}  // namespace repetend::profiler
