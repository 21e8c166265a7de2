// A document as the tests of documents see it: its blocks of code with the comments that stand before them,
// its tables and the rest of its text.
#pragma once

#include <string>
#include <vector>

namespace repetend::test {

struct CodeBlock {
  std::string language;
  int line = 0;  // of the first line of code, from 1
  std::vector<std::string> lines;
  std::vector<std::string> comments;  // of HTML, which no reader sees: what stands between <!-- and -->
};

struct Table {
  std::vector<std::vector<std::string>> rows;  // the first is the header
};

struct Markdown {
  std::string name;
  std::vector<CodeBlock> blocks;
  std::vector<Table> tables;
  std::string prose;  // all lines that are not code
};

Markdown parse_markdown(const std::string& name, const std::string& text);

// README.md, CONTRIBUTING.md and all of docs.
std::vector<Markdown> all_documents();
Markdown read_document(const std::string& name);  // "docs/scenario.md"

// What stands in the text between single backticks, in order.
std::vector<std::string> code_words(const std::string& text);

}  // namespace repetend::test
