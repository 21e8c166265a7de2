// A JSON reader (RFC 8259) of our own: nlohmann-json builds a tree without the places that errors and
// overrides need, and yaml-cpp reads a superset of JSON, slowly.
#include <fmt/format.h>

#include <boost/locale/utf.hpp>
#include <charconv>

#include "sim/formats/scenario/document.hpp"

namespace repetend {
namespace {

class JsonReader {
 public:
  JsonReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Document read() {
    skip_space();
    if (at_ == text_.size()) fail("the file is empty, expected a JSON object");
    Document root = value(0);
    skip_space();
    if (at_ < text_.size()) fail("text after the end of the JSON, expected nothing");
    return root;
  }

 private:
  Place place() const { return {line_, static_cast<int>(at_ - line_start_) + 1}; }

  [[noreturn]] void fail(const std::string& message) const {
    throw SourceError(file_, place().line, place().column, message);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    for (; at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos;
         ++at_)
      if (text_[at_] == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      }
  }

  void expect(char wanted) {
    skip_space();
    if (peek() != wanted) fail(fmt::format("{}, expected '{}'", found(), wanted));
    ++at_;
  }

  std::string found() const {
    return at_ < text_.size() ? fmt::format("found '{}'", text_[at_]) : "the text ends";
  }

  Document value(int depth) {
    skip_space();
    if (depth > depth_limit) fail(fmt::format("nested deeper than {} levels, expected fewer", depth_limit));
    Document result;
    result.place = place();
    if (peek() == '{')
      members(result, depth);
    else if (peek() == '[')
      items(result, depth);
    else if (peek() == '"')
      result.kind = Document::Kind::scalar, result.scalar = quoted();
    else
      literal(result);
    return result;
  }

  // True when another element follows; false at the closing bracket, which it takes.
  bool more(char close, bool first) {
    skip_space();
    if (peek() == close) {
      ++at_;
      return false;
    }
    if (!first) {
      if (peek() != ',') fail(fmt::format("{}, expected ',' or '{}'", found(), close));
      ++at_;
      skip_space();
    }
    return true;
  }

  void members(Document& map, int depth) {
    map.kind = Document::Kind::map;
    ++at_;
    while (more('}', map.members.empty())) {
      const Place key_place = place();
      if (peek() != '"') fail(fmt::format("{}, expected a key in double quotes", found()));
      std::string key = quoted();
      if (const Document* first = map.find(key))
        throw SourceError(file_, key_place.line, key_place.column,
                          fmt::format("duplicate key '{}', expected it once: it is already on line {}", key,
                                      first->key_place.line));
      expect(':');
      Document member = value(depth + 1);
      member.key_place = key_place;
      map.members.emplace_back(std::move(key), std::move(member));
    }
  }

  void items(Document& list, int depth) {
    list.kind = Document::Kind::list;
    ++at_;
    while (more(']', list.items.empty())) list.items.push_back(value(depth + 1));
  }

  // A number, true, false or null; numbers are left as text, units.hpp reads them.
  void literal(Document& result) {
    const std::string word(text_.substr(at_, text_.find_first_of("{}[],:\" \t\r\n", at_) - at_));
    const bool number = !word.empty() && (word[0] == '-' || (word[0] >= '0' && word[0] <= '9')) &&
                        word.find_first_not_of("0123456789+-.eE") == std::string::npos;
    if (!number && word != "true" && word != "false" && word != "null")
      fail(fmt::format("{}, expected a JSON value", word.empty() ? found() : "found " + word));
    at_ += word.size();
    if (word == "null") return;
    result.kind = Document::Kind::scalar;
    result.scalar = word;
  }

  std::string quoted() {
    std::string result;
    for (++at_;; ++at_) {
      if (at_ == text_.size() || text_[at_] == '\n') fail("a string does not end, expected '\"'");
      if (text_[at_] == '"') break;
      if (text_[at_] == '\\')
        escape(result);
      else
        result += text_[at_];
    }
    ++at_;
    return result;
  }

  void escape(std::string& result) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    ++at_;
    const std::size_t simple = letters.find(peek());
    if (at_ < text_.size() && simple != std::string_view::npos)
      result += meanings[simple];
    else if (peek() == 'u')
      boost::locale::utf::utf_traits<char>::encode(code_point(), std::back_inserter(result));
    else
      fail(fmt::format("{} after a backslash, expected one of \" \\ / b f n r t u", found()));
  }

  std::uint32_t code_point() {
    const std::uint32_t high = code_unit();
    if (high < 0xD800 || high > 0xDFFF) return high;
    if (high > 0xDBFF || text_.substr(at_ + 1, 2) != "\\u")
      fail("half a surrogate pair, expected both halves");
    at_ += 2;
    const std::uint32_t low = code_unit();
    if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair, expected both halves");
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }

  // At the 'u'; leaves the position at the last of its four digits.
  std::uint32_t code_unit() {
    std::uint32_t unit = 0;
    const std::string_view digits = text_.substr(at_ + 1, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (digits.size() < 4 || error != std::errc{} || end != digits.data() + 4)
      fail("a broken \\u escape, expected four hexadecimal digits");
    at_ += 4;
    return unit;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

}  // namespace

Document parse_json(const std::string& text, const std::string& file) {
  check_text(text, file);
  return JsonReader(text, file).read();
}

}  // namespace repetend
