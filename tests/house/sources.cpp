#include "tests/house/sources.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

namespace repetend::house {
namespace {

namespace fs = std::filesystem;

constexpr std::array top_folders{"sim", "search", "data", "profiler", "app", "cli", "gui"};

Source read(const fs::path& root, const fs::path& path) {
  static const std::regex include("#include \"([a-z]+/[^\"]+)\".*");
  Source source{.file = fs::relative(path, root).generic_string(),
                .folder = fs::relative(path.parent_path(), root).generic_string(),
                .includes = {}};
  std::ifstream stream(path);
  for (std::string line; std::getline(stream, line); ++source.lines)
    if (std::smatch match; std::regex_match(line, match, include)) source.includes.push_back(match[1]);
  return source;
}

std::vector<Source> read_all() {
  const std::set<std::string> kinds{".hpp", ".cpp", ".cu", ".cuh"};
  const fs::path root = REPETEND_SOURCE_DIR;
  std::vector<Source> all;
  for (const char* folder : top_folders)
    if (fs::exists(root / folder))
      for (const auto& entry : fs::recursive_directory_iterator(root / folder))
        if (kinds.contains(entry.path().extension())) all.push_back(read(root, entry.path()));
  std::ranges::sort(all, {}, &Source::file);
  return all;
}

std::vector<std::string> read_public_headers() {
  const fs::path folder = fs::path(REPETEND_PUBLIC_INCLUDE) / "repetend";
  std::vector<std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) all.push_back(fs::relative(entry.path(), folder).generic_string());
  std::ranges::sort(all);
  return all;
}

}  // namespace

const std::vector<Source>& sources() {
  static const std::vector<Source> all = read_all();
  return all;
}

const std::vector<std::string>& public_headers() {
  static const std::vector<std::string> all = read_public_headers();
  return all;
}

}  // namespace repetend::house
