// Which folder may include which: dependencies point one way, between folders and between the folders in
// them.
#include <functional>
#include <map>
#include <set>

#include "tests/house/sources.hpp"
#include "tests/support/catch.hpp"

using namespace repetend::house;

namespace {

struct Arrow {
  std::string folder;                // with all below it
  std::vector<std::string> may_use;  // itself besides
};

// The product from its foundation up. A file belongs to the longest folder that it lies in.
const std::vector<Arrow> arrows{
    {"sim/core", {}},
    {"sim/problem", {"sim/core"}},
    {"sim/plan", {"sim/core", "sim/problem"}},
    {"sim/semantics", {"sim/core", "sim/problem", "sim/plan"}},
    {"sim/engine", {"sim/core", "sim/problem", "sim/plan"}},
    {"sim/verify", {"sim/core", "sim/problem", "sim/plan"}},
    {"sim/schedules", {"sim/core", "sim/problem", "sim/plan", "sim/semantics", "sim/engine", "sim/verify"}},
    {"sim/formats",
     {"sim/core", "sim/problem", "sim/plan", "sim/semantics", "sim/engine", "sim/verify", "sim/schedules"}},
    {"search",
     {"sim/core", "sim/problem", "sim/plan", "sim/semantics", "sim/engine", "sim/verify", "sim/schedules"}},
    {"data", {"sim"}},
    {"profiler", {"sim", "data"}},
    {"app", {"sim", "search", "data"}},
    {"cli", {"sim", "search", "data", "profiler", "app"}},
    {"gui", {"sim", "search", "data", "app"}},
};

bool lies_in(const std::string& file, const std::string& folder) { return file.starts_with(folder + "/"); }

const Arrow* arrow_of(const std::string& file) {
  for (const Arrow& arrow : arrows)
    if (lies_in(file, arrow.folder)) return &arrow;
  return nullptr;
}

// The sources that lie directly in a folder with others below use these: they are a part of their own, which
// no header can include.
std::string part_of(const Source& source) {
  const bool has_folders = std::ranges::any_of(
      sources(), [&](const Source& other) { return lies_in(other.folder, source.folder); });
  return source.is_header() || !has_folders ? source.folder : source.folder + "/*.cpp";
}

using Graph = std::map<std::string, std::set<std::string>>;

Graph parts() {
  Graph graph;
  for (const Source& source : sources())
    for (const std::string& include : source.includes)
      if (const std::string to = include.substr(0, include.rfind('/')); to != part_of(source))
        graph[part_of(source)].insert(to);
  return graph;
}

// A cycle in words, "a -> b -> a"; empty when there is none.
std::string find_cycle(const Graph& graph) {
  std::vector<std::string> way;
  std::set<std::string> done;
  std::string cycle;
  const std::function<void(const std::string&)> visit = [&](const std::string& part) {
    if (!cycle.empty() || done.contains(part)) return;
    if (const auto begin = std::ranges::find(way, part); begin != way.end()) {
      for (auto at = begin; at != way.end(); ++at) cycle += *at + " -> ";
      cycle += part;
      return;
    }
    way.push_back(part);
    if (const auto uses = graph.find(part); uses != graph.end())
      for (const std::string& next : uses->second) visit(next);
    way.pop_back();
    done.insert(part);
  };
  for (const auto& [part, uses] : graph) visit(part);
  return cycle;
}

}  // namespace

TEST_CASE("folders include only what the table of arrows allows") {
  for (const Source& source : sources()) {
    const Arrow* arrow = arrow_of(source.file);
    INFO(source.file);
    REQUIRE(arrow);
    for (const std::string& include : source.includes) {
      INFO(include);
      const bool allowed = include == "repetend/version.hpp" || lies_in(include, arrow->folder) ||
                           std::ranges::any_of(arrow->may_use, [&](const std::string& folder) {
                             return lies_in(include, folder);
                           });
      CHECK(allowed);
    }
  }
}

TEST_CASE("no folders include one another in a circle") {
  CHECK(find_cycle(parts()) == "");
  CHECK(find_cycle({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}) == "b -> c -> b");
}
