// Documents and program name the same keys and options: what a reader takes is described, and what is
// described is there.
#include <algorithm>
#include <boost/program_options.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "cli/command.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/scenario/document.hpp"
#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using test::CodeBlock;
using test::Markdown;

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const std::string root = REPETEND_SOURCE_DIR;

Names all_matches(const std::string& text, const std::string& pattern) {
  Names names;
  const std::regex regex(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) names.insert((*at)[1]);
  return names;
}

std::vector<std::string> sources_in(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root + "/" + folder))
    if (entry.path().extension() == ".cpp") files.push_back(fs::relative(entry.path(), root));
  return files;
}

// A reader refuses every key that none of its lists names, so that the lists in its source hold all keys: the
// words in calls of expect_keys() and in variables called `keys`.
Names keys_in(const std::string& source) {
  const std::string text = read_file(root + "/" + source);
  Names keys;
  const std::regex list(R"((expect_keys\(|\bkeys(\{| = |\.insert\(|\.push_back\())[^;]*;)");
  for (std::sregex_iterator at(text.begin(), text.end(), list), end; at != end; ++at)
    keys.merge(all_matches(at->str(), R"re("([a-z][a-z0-9_]*)")re"));
  return keys;
}

// Which document describes the keys of which sources. A source that is in none of these folders and has a
// list of keys fails the test: say here where its keys are described.
struct Area {
  std::string folder;
  std::vector<std::string> documents;
};
const std::vector<Area> areas{{"sim/formats/scenario", {"docs/scenario.md"}},
                              {"sim/formats/plan", {"docs/plan.md"}},
                              {"data/models", {"docs/model.md", "docs/scenario.md"}},
                              {"data/costs", {"docs/costs.md"}},
                              {"gui/lessons", {"docs/lessons.md"}}};

Names keys_of(const Area& area) {
  Names keys;
  for (const std::string& source : sources_in(area.folder)) keys.merge(keys_in(source));
  return keys;
}

// In words, or as a key of a map, in code or in a sentence.
bool describes(const Markdown& document, const std::string& key) {
  const std::regex in_map("(^|[ {\"-])" + key + "\"?:( |$)");
  const auto is_map_with = [&](const std::string& text) { return std::regex_search(text, in_map); };
  const auto words = test::code_words(document.prose);
  return std::ranges::find(words, key) != words.end() || std::ranges::any_of(words, is_map_with) ||
         std::ranges::any_of(document.blocks, [&](const CodeBlock& block) {
           return std::ranges::any_of(block.lines, is_map_with);
         });
}

// The keys of maps in a block of YAML; names of blocks and devices and paths of settings are none.
void add_yaml_keys(const Document& document, Names& keys) {
  for (const auto& [key, value] : document.members) {
    if (std::regex_match(key, std::regex("[a-z_]+"))) keys.insert(key);
    add_yaml_keys(value, keys);
  }
  for (const Document& item : document.items) add_yaml_keys(item, keys);
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

Names keys_named_by(const Markdown& document) {
  Names keys;
  for (const CodeBlock& block : document.blocks)
    if (block.language == "yaml")
      add_yaml_keys(parse_yaml(joined(block.lines), document.name + ":" + std::to_string(block.line)), keys);
  for (const test::Table& table : document.tables)
    if (!table.rows.front().empty() && table.rows.front().front() == "key")
      for (const auto& row : table.rows)
        for (const std::string& word : test::code_words(row.empty() ? "" : row.front()))
          if (std::regex_match(word, std::regex("[a-z0-9_]+"))) keys.insert(word);
  return keys;
}

// The options of `repetend COMMAND`, with their descriptions.
boost::program_options::options_description options_of(const cli::Command& command) {
  boost::program_options::options_description options;
  if (command.add_options) command.add_options(options);
  return options;
}

// The options of all programs: those of this one, which can be asked, those that the sources of the others
// name, and a few of programs that are not ours.
Names known_options() {
  Names known{"--help",
              "--version",
              "--format",  // of every command
              "--workflow",
              "--preset",
              "--build",
              "--target",
              "--install",
              "--prefix",  // of cmake
              "--benchmark_filter",
              "--stat",
              "--docs"};  // of benchmarks, git and our scripts
  for (const cli::Command* command : cli::all_commands()) {
    const auto options = options_of(*command);
    for (const auto& option : options.options()) known.insert("--" + option->long_name());
  }
  for (const std::string& source : sources_in("profiler/program"))
    for (const std::string& name :
         all_matches(read_file(root + "/" + source), R"re(\(\s*"([a-z-]+)(,[a-z])?")re"))
      known.insert("--" + name);
  known.merge(
      all_matches(read_file(root + "/tests/yardstick/yardstick.py"), R"re(add_argument\("(--[a-z-]+)")re"));
  return known;
}

}  // namespace

TEST_CASE("every key that a reader takes is described", "[docs]") {
  for (const Area& area : areas) {
    std::vector<Markdown> documents;
    for (const std::string& name : area.documents) documents.push_back(test::read_document(name));
    const Names keys = keys_of(area);
    INFO(area.folder);
    CHECK(keys.size() > 3);
    for (const std::string& key : keys) {
      INFO("key " << key << ": write it into " << area.documents.front());
      CHECK(std::ranges::any_of(documents, [&](const Markdown& each) { return describes(each, key); }));
    }
  }
}

TEST_CASE("every list of keys belongs to a document", "[docs]") {
  for (const char* folder : {"sim", "search", "data", "profiler", "cli", "gui"})
    for (const std::string& source : sources_in(folder)) {
      if (keys_in(source).empty()) continue;
      INFO(source << ": add its folder and the document that describes its keys to `areas`");
      CHECK(std::ranges::any_of(areas, [&](const Area& area) { return source.starts_with(area.folder); }));
    }
}

TEST_CASE("every key that a document names is there", "[docs]") {
  Names known;
  for (const Area& area : areas) known.merge(keys_of(area));
  for (const Markdown& document : test::all_documents())
    for (const std::string& key : keys_named_by(document)) {
      INFO(document.name << " names the key " << key << ", which no reader takes");
      CHECK(known.contains(key));
    }
}

TEST_CASE("every option has a description, and every option that a document names is there", "[docs]") {
  for (const cli::Command* command : cli::all_commands()) {
    const auto options = options_of(*command);
    for (const auto& option : options.options()) {
      INFO("repetend " << command->name << " --" << option->long_name());
      CHECK(option->description().size() > 10);
    }
  }
  const Names known = known_options();
  for (const Markdown& document : test::all_documents()) {
    std::string text = document.prose;
    for (const CodeBlock& block : document.blocks) text += joined(block.lines);
    for (const std::string& option : all_matches(text, R"([\s`(\[](--[a-z][a-z_-]+))")) {
      INFO(document.name << " names the option " << option);
      CHECK(known.contains(option));
    }
  }
}

TEST_CASE("every command that a text names is there", "[docs]") {
  Names known;
  for (const cli::Command* command : cli::all_commands()) known.insert(std::string(command->name));
  for (const Markdown& document : test::all_documents())
    for (const std::string& word : test::code_words(document.prose))
      for (const std::string& command : all_matches(word, "^repetend ([a-z]+)")) {
        INFO(document.name << ": `" << word << "`");
        CHECK(known.contains(command));
      }
}
