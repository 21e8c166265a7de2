// Runs every command that README and docs show, as a reader would, and compares what it prints with what they
// show. CONTRIBUTING.md says how a document marks what cannot be run or is different every time.
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <sstream>

#include "sim/core/file.hpp"
#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using test::CodeBlock;
using test::Markdown;

namespace {

namespace fs = std::filesystem;

// What differs from run to run, by the name that `<!-- varies: NAME -->` gives it.
struct Varying {
  std::string_view name;
  const char* pattern;
};
constexpr Varying varying[] = {
    {"search time", R"(search +[0-9.]+ [num]?s, [0-9,]+ states)"},
};

// A shown command with the lines that are shown as its output, if any are.
struct Shown {
  std::string command;
  std::vector<std::string> output;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// Where one line begins with "$ ", these are the commands and the others their output; else all are commands.
std::vector<Shown> shown_in(const CodeBlock& block) {
  const auto is_command = [](const std::string& line) { return line.starts_with("$ "); };
  const bool session = std::ranges::any_of(block.lines, is_command);
  std::vector<Shown> all;
  for (const std::string& line : block.lines) {
    if (!session || is_command(line)) {
      if (!line.empty()) all.push_back({session ? line.substr(2) : line, {}});
    } else if (!all.empty()) {
      all.back().output.push_back(line);
    }
  }
  for (Shown& shown : all)
    while (!shown.output.empty() && shown.output.back().empty()) shown.output.pop_back();
  return all;
}

bool holds_commands(const CodeBlock& block) {
  return block.language.empty() || block.language == "console" || block.language == "sh" ||
         block.language == "bash";
}

// The text behind "KEY: " in each of the block's comments that begin with it.
std::vector<std::string> marked(const CodeBlock& block, const std::string& key) {
  std::vector<std::string> found;
  for (const std::string& comment : block.comments)
    if (comment.starts_with(key + ": ")) found.push_back(comment.substr(key.size() + 2));
  return found;
}

void require_known_comments(const CodeBlock& block) {
  for (const std::string& comment : block.comments) {
    CAPTURE(comment);
    REQUIRE(std::regex_match(comment, std::regex("(not run|varies|exits [0-9]+|writes): .+")));
  }
}

// The two separated by " as ".
std::pair<std::string, std::string> pair_of(const std::string& text) {
  const std::size_t as = text.find(" as ");
  REQUIRE(as != std::string::npos);
  return {text.substr(0, as), text.substr(as + 4)};
}

std::string masked(std::string line, const CodeBlock& block) {
  for (const std::string& name : marked(block, "varies")) {
    const auto known = std::ranges::find(varying, name, &Varying::name);
    CAPTURE(name);
    REQUIRE(known != std::end(varying));
    line = std::regex_replace(line, std::regex(known->pattern), "<" + name + ">");
  }
  return line;
}

int expected_code(const CodeBlock& block, const std::string& command) {
  for (const char code : {'1', '2'})
    for (const std::string& part : marked(block, std::string("exits ") + code))
      if (command.find(part) != std::string::npos) return code - '0';
  return 0;
}

// The folder of one document: what one of its commands writes, the next can read.
class Reader {
 public:
  Reader() {
    for (const char* shown : {"scenarios", "profiler", "docs", "scripts"})
      fs::create_directory_symlink(fs::path(REPETEND_SOURCE_DIR) / shown, folder_.file(shown));
  }

  void follow(const CodeBlock& block) {
    require_known_comments(block);
    if (!holds_commands(block) || !marked(block, "not run").empty()) return;
    for (const Shown& shown : shown_in(block)) compare(shown, block);
    for (const std::string& written : marked(block, "writes")) {
      const auto [file, document] = pair_of(written);
      INFO(file << " differs from " << document << ": run the commands above and put it there");
      CHECK((read_file(folder_.file(file)) == read_file(std::string(REPETEND_SOURCE_DIR) + "/" + document)));
    }
  }

 private:
  struct Ran {
    int code = 0;
    std::vector<std::string> output;
  };

  Ran run(const std::string& command) const {
    const std::string folder = fs::path(REPETEND_PROGRAM).parent_path();
    const std::string line = "cd '" + folder_.file("") + "' && export PATH='" + folder +
                             "':\"$PATH\" XDG_DATA_HOME='" + folder_.file("data") + "' && { " + command +
                             "\n} 2>&1";
    FILE* const pipe = ::popen(line.c_str(), "r");
    REQUIRE(pipe);
    std::string text;
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
    const int status = ::pclose(pipe);
    REQUIRE(WIFEXITED(status));
    return {WEXITSTATUS(status), lines_of(text)};
  }

  void compare(const Shown& shown, const CodeBlock& block) const {
    const Ran ran = run(shown.command);
    CAPTURE(shown.command, ran.output);
    CHECK(ran.code == expected_code(block, shown.command));
    if (shown.output.empty()) return;
    const auto mask = [&](std::vector<std::string> lines) {
      for (std::string& line : lines) line = masked(line, block);
      return lines;
    };
    CHECK(mask(shown.output) == mask(ran.output));
  }

  test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("every command in README and docs does what they show", "[docs]") {
  const auto documents = test::all_documents();
  int commands = 0;
  for (const Markdown& document : documents) {
    Reader reader;
    for (const CodeBlock& block : document.blocks) {
      INFO(document.name << ":" << block.line);
      reader.follow(block);
      if (holds_commands(block)) commands += static_cast<int>(shown_in(block).size());
    }
  }
  CHECK(commands > 20);
}

TEST_CASE("a command that is not run says why", "[docs]") {
  for (const Markdown& document : test::all_documents())
    for (const CodeBlock& block : document.blocks)
      for (const std::string& reason : marked(block, "not run")) {
        INFO(document.name << ":" << block.line);
        CHECK(reason.size() > 10);
      }
}
