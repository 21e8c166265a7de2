#include "tests/support/temporary_folder.hpp"

#include <stdlib.h>

#include <filesystem>

#include "sim/core/file.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() : TemporaryFolder(fs::temp_directory_path().string()) {}

TemporaryFolder::TemporaryFolder(const std::string& parent) {
  std::string pattern = parent + "/repetend-test-XXXXXX";
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
  write_file(file(name), text);
  return file(name);
}

std::size_t TemporaryFolder::entries() const {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), {}));
}

}  // namespace repetend::test
