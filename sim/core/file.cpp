#include "sim/core/file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "sim/core/error.hpp"

namespace repetend {
namespace {

namespace fs = std::filesystem;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Handle = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void fail(const char* verb, const std::string& file, int error) {
  throw RequestError(std::string("cannot ") + verb + " " + file + ": " +
                     std::generic_category().message(error));
}

// 0, or the errno of what went wrong.
int write_all(const std::string& file, const std::string& text) {
  Handle handle(std::fopen(file.c_str(), "wb"));
  if (!handle) return errno;
  if (std::fwrite(text.data(), 1, text.size(), handle.get()) != text.size()) return errno;
  return std::fclose(handle.release()) == 0 ? 0 : errno;
}

// What there is and is no regular file, such as a pipe or terminal, cannot be replaced by a new file.
bool is_special(const std::string& file) {
  std::error_code ignored;
  return fs::exists(file, ignored) && !fs::is_regular_file(file, ignored);
}

}  // namespace

void expect_writable(const std::string& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) fail("write", file, EISDIR);
  fs::path directory = fs::weakly_canonical(file, ignored).parent_path();
  if (directory.empty()) directory = ".";
  if (!is_special(file) && ::access(directory.c_str(), W_OK) != 0) fail("write", file, errno);
}

std::string read_file(const std::string& file) {
  const Handle handle(std::fopen(file.c_str(), "rb"));
  if (!handle) fail("read", file, errno);
  std::string text;
  std::string chunk(1 << 16, '\0');
  while (const std::size_t read = std::fread(chunk.data(), 1, chunk.size(), handle.get()))
    text.append(chunk, 0, read);
  if (std::ferror(handle.get())) fail("read", file, errno);  // a directory, for one
  return text;
}

void write_file(const std::string& file, const std::string& text) {
  std::error_code ignored;
  const bool special = is_special(file);
  const std::string target =
      fs::is_symlink(file, ignored) && !special ? fs::weakly_canonical(file).string() : file;
  const std::string temporary = special ? target : target + ".tmp" + std::to_string(::getpid());
  if (const int error = write_all(temporary, text)) {
    if (!special) fs::remove(temporary, ignored);
    fail("write", file, error);
  }
  if (!special && std::rename(temporary.c_str(), target.c_str()) != 0) {
    const int error = errno;
    fs::remove(temporary, ignored);
    fail("write", file, error);
  }
}

bool same_file(const std::string& a, const std::string& b) {
  if (is_special(a) || is_special(b)) return false;
  std::error_code ignored;
  return fs::equivalent(a, b, ignored) ||
         fs::weakly_canonical(a, ignored) == fs::weakly_canonical(b, ignored);
}

}  // namespace repetend
