#include "sim/formats/plan/json_cursor.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "sim/formats/scenario/document.hpp"

namespace repetend {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
         c == '.';
}
// A byte that needs the full reader: an escape, a control character or part of a longer UTF-8 sequence.
bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '\\'; }

}  // namespace

void JsonCursor::fail(std::size_t offset, const std::string& message) const {
  const std::string_view before = text_.substr(0, offset);
  const auto lines = std::ranges::count(before, '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  throw SourceError(file_, static_cast<int>(lines) + 1, static_cast<int>(offset - line_start) + 1, message);
}

void JsonCursor::unexpected(std::string_view what) const {
  const std::string_view rest = text_.substr(std::min(at_, text_.size()));
  std::string_view word =
      rest.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(rest, is_word) - rest.begin()));
  if (word.empty()) word = rest.substr(0, 1);
  if (word.empty()) fail(at_, fmt::format("the text ends, expected {}", what));
  if (!std::ranges::all_of(word, is_plain)) fail(at_, fmt::format("found an odd byte, expected {}", what));
  fail(at_, fmt::format("found {}{}, expected {}", word.substr(0, 24), word.size() > 24 ? "..." : "", what));
}

void JsonCursor::skip_space() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
}

std::size_t JsonCursor::offset() {
  skip_space();
  return at_;
}

void JsonCursor::open(char bracket, std::string_view what) {
  skip_space();
  if (peek() != bracket) unexpected(what);
  ++at_;
}

// Is there another element? Takes the comma before it or the closing bracket.
bool JsonCursor::more(char bracket, bool first) {
  skip_space();
  if (peek() == bracket) {
    ++at_;
    return false;
  }
  if (first) return true;
  if (peek() != ',') unexpected(fmt::format("',' or '{}'", bracket));
  ++at_;
  return true;
}

void JsonCursor::colon() {
  skip_space();
  if (peek() != ':') unexpected("':'");
  ++at_;
}

std::int64_t JsonCursor::integer(std::string_view what, std::int64_t least, std::int64_t most) {
  skip_space();
  const char* const begin = text_.data() + at_;
  const char* const limit = text_.data() + text_.size();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(begin, limit, value);
  const bool leading_zero = end - begin > 1 && *begin == '0';
  if (error != std::errc{} || leading_zero || (end != limit && is_word(*end)) || value < least ||
      value > most)
    unexpected(fmt::format("{}, an integer from {} to {}", what, least, most));
  at_ += static_cast<std::size_t>(end - begin);
  return value;
}

double JsonCursor::real(std::string_view what) {
  skip_space();
  const char* const begin = text_.data() + at_;
  const char* const limit = text_.data() + text_.size();
  double value = 0;
  const auto [end, error] = std::from_chars(begin, limit, value);
  const bool number = end != begin && *begin >= '0' && *begin <= '9';  // neither a sign nor infinity
  if (error != std::errc{} || !number || (end != limit && is_word(*end)))
    unexpected(fmt::format("{}, a number of 0 or more", what));
  at_ += static_cast<std::size_t>(end - begin);
  return value;
}

std::string JsonCursor::string(std::string_view what) {
  skip_space();
  if (peek() != '"') unexpected(what);
  const std::size_t begin = at_;
  skip_string();
  const std::string quoted(text_.substr(begin, at_ - begin));
  if (std::ranges::all_of(quoted, is_plain)) return quoted.substr(1, quoted.size() - 2);
  try {
    return parse_json(quoted, file_).scalar;
  } catch (const SourceError&) {  // its place is in `quoted`
    fail(begin, fmt::format("a string with a bad escape or byte, expected {} in JSON's UTF-8", what));
  }
}

void JsonCursor::skip_string() {
  const std::size_t begin = at_;
  for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
    if (text_[at_] == '\\') ++at_;
  if (at_ >= text_.size()) fail(begin, "a string does not end, expected '\"'");
  ++at_;
}

bool JsonCursor::null() {
  skip_space();
  if (text_.substr(at_, 4) != "null" || (at_ + 4 < text_.size() && is_word(text_[at_ + 4]))) return false;
  at_ += 4;
  return true;
}

void JsonCursor::skip() {
  skip_space();
  std::size_t depth = 0;
  do {
    const char c = peek();
    if (at_ >= text_.size() || (depth == 0 && (c == ',' || c == ']' || c == '}'))) unexpected("a value");
    if (c == '"') {
      skip_string();
    } else if (is_word(c)) {
      while (is_word(peek())) ++at_;
    } else {
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') --depth;
      ++at_;
    }
  } while (depth > 0);
}

void JsonCursor::end() {
  skip_space();
  if (at_ < text_.size()) unexpected("nothing behind the end of the plan");
}

JsonMembers::JsonMembers(JsonCursor& json, std::string_view what)
    : json_(json), what_(what), begin_(json.offset()) {
  json_.object(fmt::format("{}, an object", what), [&](const std::string& key, std::size_t key_offset) {
    if (!places_.emplace(key, Place{key_offset, json_.offset()}).second)
      json_.fail(key_offset, fmt::format("duplicate key '{}', expected it once", key));
    json_.skip();
  });
}

void JsonMembers::expect_keys(std::span<const std::string_view> keys, std::size_t optional) const {
  for (const auto& [key, place] : places_)
    if (std::ranges::find(keys, key) == keys.end())
      json_.fail(place.key, fmt::format("unknown key '{}' of {}, expected one of {}", key, what_,
                                        fmt::join(keys, ", ")));
  for (std::string_view key : keys.first(keys.size() - optional)) offset(key);
}

std::size_t JsonMembers::offset(std::string_view key) const {
  const auto found = places_.find(key);
  if (found == places_.end()) json_.fail(begin_, fmt::format("{} has no '{}', expected one", what_, key));
  return found->second.value;
}

JsonCursor& JsonMembers::at(std::string_view key) const {
  json_.seek(offset(key));
  return json_;
}

}  // namespace repetend
