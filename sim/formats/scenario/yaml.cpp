#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <optional>
#include <sstream>
#include <string_view>

#include "sim/formats/scenario/document.hpp"

namespace repetend {
namespace {

Place place_of(const YAML::Mark& mark) { return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1}; }

// Builds the tree from yaml-cpp's events rather than from its Node: events come with the place of every key,
// show duplicate keys, and leave it to us what an alias may do (a copy of what it names; a limit on the
// number of nodes stops a few lines of aliases from becoming gigabytes).
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Document take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(open(Document::Kind::null, mark, anchor));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto named = anchors_.find(anchor);
    if (named == anchors_.end())
      fail(place_of(mark), "an alias inside what it names, expected one to finished text");
    Document copy = named->second;
    count_nodes(copy, place_of(mark));
    copy.place = place_of(mark);
    add({std::move(copy), {}});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    reject_tag(tag, mark);
    if (tag == "!") require_closing_quote(mark);
    Open scalar = open(Document::Kind::scalar, mark, anchor);
    scalar.node.scalar = value;
    add(std::move(scalar));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(Document::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { finish(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(Document::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { finish(); }

 private:
  struct Open {
    Document node;
    YAML::anchor_t anchor = {};
    std::optional<std::pair<std::string, Place>> key = {};  // read, its value not yet
  };

  [[noreturn]] void fail(Place at, const std::string& message) const {
    throw SourceError(file_, at.line, at.column, message);
  }

  void reject_tag(const std::string& tag, const YAML::Mark& mark) const {
    if (!tag.empty() && tag != "?" && tag != "!")
      fail(place_of(mark), "a YAML tag, expected a plain value without one");
  }

  // yaml-cpp takes the end of the file for the closing quote when the line before it is complete.
  void require_closing_quote(const YAML::Mark& mark) const {
    auto begin = static_cast<std::size_t>(std::max(mark.pos, 0));
    if (text_.substr(begin, 1) == "&")
      begin = text_.find_first_not_of(' ', text_.find(' ', begin));                      // an anchor
    if (begin >= text_.size() || (text_[begin] != '"' && text_[begin] != '\'')) return;  // a block of text
    const char quote = text_[begin];
    for (std::size_t at = begin + 1; at < text_.size(); ++at) {
      const bool escapes = quote == '"' ? text_[at] == '\\' : text_.substr(at, 2) == "''";
      if (escapes)
        ++at;
      else if (text_[at] == quote)
        return;
    }
    fail(place_of(mark), "the file ends inside quotes, expected the closing quote");
  }

  Open open(Document::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Open result;
    result.node.kind = kind;
    result.node.place = place_of(mark);
    result.anchor = anchor;
    count_node(result.node.place);
    return result;
  }

  void start(Document::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    reject_tag(tag, mark);
    if (expects_key()) fail(place_of(mark), "a map or list as a key, expected a word");
    if (open_.size() >= depth_limit)
      fail(place_of(mark), fmt::format("nested deeper than {} levels, expected fewer", depth_limit));
    open_.push_back(open(kind, mark, anchor));
  }

  void finish() {
    Open done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done));
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().node.kind == Document::Kind::map && !open_.back().key;
  }

  void add(Open done) {
    if (done.anchor) anchors_[done.anchor] = done.node;
    if (open_.empty()) {
      root_ = std::move(done.node);
    } else if (expects_key()) {
      add_key(done.node);
    } else if (open_.back().node.kind == Document::Kind::list) {
      open_.back().node.items.push_back(std::move(done.node));
    } else {
      done.node.key_place = open_.back().key->second;
      if (done.node.kind == Document::Kind::null) done.node.place = done.node.key_place;  // not the next line
      open_.back().node.members.emplace_back(std::move(open_.back().key->first), std::move(done.node));
      open_.back().key.reset();
    }
  }

  void add_key(const Document& key) {
    if (key.kind != Document::Kind::scalar)
      fail(key.place, "a map or list or nothing as a key, expected a word");
    if (const Document* first = open_.back().node.find(key.scalar))
      fail(key.place, fmt::format("duplicate key '{}', expected it once: it is already on line {}",
                                  key.scalar, first->key_place.line));
    open_.back().key.emplace(key.scalar, key.place);
  }

  void count_node(Place at) {
    constexpr std::size_t node_limit = 5'000'000;
    if (++nodes_ > node_limit)
      fail(at, fmt::format("more than {} values, aliases included, expected fewer", node_limit));
  }
  void count_nodes(const Document& copy, Place at) {
    count_node(at);
    for (const auto& [key, member] : copy.members) count_nodes(member, at);
    for (const Document& item : copy.items) count_nodes(item, at);
  }

  std::string_view text_;
  std::string file_;
  Document root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Document> anchors_;
  std::size_t nodes_ = 0;
};

// yaml-cpp takes a tab for the end of the indentation and then reports something far away.
void check_tabs(const std::string& text, const std::string& file) {
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::size_t tab = line.find_first_not_of(' ');
    if (tab == std::string::npos || line[tab] != '\t') continue;
    const std::size_t content = line.find_first_not_of(" \t\r");
    if (content != std::string::npos && line[content] != '#')
      throw SourceError(file, number, static_cast<int>(tab) + 1, "a tab in the indentation, expected spaces");
  }
}

// yaml-cpp says what it met; these say what was expected.
std::string explain(const std::string& message) {
  namespace met = YAML::ErrorMsg;
  static const std::map<std::string, std::string> expected{
      {met::END_OF_MAP,
       "this block of `key: value` lines is broken off, expected every key to be indented alike"},
      {met::END_OF_MAP_FLOW, "a { ... } map does not end here, expected a comma or the closing }"},
      {met::END_OF_SEQ,
       "this block of `- item` lines is broken off, expected every dash to be indented alike"},
      {met::END_OF_SEQ_FLOW, "a [ ... ] list does not end here, expected a comma or the closing ]"},
      {met::FLOW_END, "a ] or } that closes nothing here, expected what was opened last to be closed first"},
      {met::MAP_VALUE,
       "a second ': ' in one value, expected one key and one value: check the indentation, or quote text "
       "that holds ': '"},
      {met::BLOCK_ENTRY, "a '- ' here, expected list items on lines of their own, indented alike"},
      {met::EOF_IN_SCALAR, "the file ends inside quotes, expected the closing quote"},
      {met::UNKNOWN_ANCHOR, "an alias to an anchor that is not there, expected &name before *name"},
      {met::UNKNOWN_TOKEN,
       "a character that starts nothing in YAML, expected a value; quote text that starts with @, ` or %"},
  };
  const auto known = expected.find(message);
  return known != expected.end() ? known->second : message + ", expected well-formed YAML";
}

}  // namespace

Document parse_yaml(const std::string& text, const std::string& file, std::string_view what) {
  check_text(text, file);
  check_tabs(text, file);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const std::string content = text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
  TreeBuilder builder(content, file);
  try {
    std::istringstream stream(content);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder))
      throw SourceError(file, 1, 1, fmt::format("the file is empty, expected {}", what));
    Document root = builder.take();
    TreeBuilder second(content, file);
    if (parser.HandleNextDocument(second)) {
      const Place at = second.take().place;
      throw SourceError(file, at.line, at.column, "a second YAML document, expected one a file");
    }
    return root;
  } catch (const YAML::Exception& error) {
    const Place at = place_of(error.mark);
    throw SourceError(file, at.line, at.column, explain(error.msg));
  }
}

}  // namespace repetend
