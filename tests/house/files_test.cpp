// The sizes of files, and headers that stand on their own.
#include "tests/house/sources.hpp"
#include "tests/support/catch.hpp"

using namespace repetend::house;

namespace {

const Source* find(const std::string& file) {
  const auto found = std::ranges::find(sources(), file, &Source::file);
  return found == sources().end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("no file has more than 400 lines") {
  for (const Source& source : sources()) {
    INFO(source.file);
    CHECK(source.lines <= 400);
  }
}

// A header that its source includes before anything else needs nothing to stand before it.
TEST_CASE("every source includes its own header first") {
  for (const Source& source : sources()) {
    if (source.is_header()) continue;
    const std::string header = source.file.substr(0, source.file.rfind('.')) + ".hpp";
    if (!find(header)) continue;
    INFO(source.file);
    REQUIRE_FALSE(source.includes.empty());
    CHECK(source.includes.front() == header);
  }
}

TEST_CASE("a public header includes public headers alone") {
  CHECK(public_headers().size() > 10);
  for (const std::string& header : public_headers()) {
    if (header == "version.hpp" || header.ends_with(".def")) continue;
    const Source* source = find(header);
    INFO(header);
    REQUIRE(source);
    for (const std::string& include : source->includes) {
      INFO(include);
      CHECK(std::ranges::find(public_headers(), include) != public_headers().end());
    }
  }
}
