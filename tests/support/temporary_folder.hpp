// A place for the files of a test.
#pragma once

#include <string>

namespace repetend::test {

// A directory of its own for one test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();  // where temporary files belong
  explicit TemporaryFolder(const std::string& parent);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const;  // returns file(name)
  std::size_t entries() const;

 private:
  std::string path_;
};

}  // namespace repetend::test
