#include "gui/session/yaml_token.hpp"

#include <algorithm>
#include <string_view>

namespace repetend::gui {
namespace {

std::size_t quoted_end(const std::string& text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text.size() && text[at + 1] == quote;
      if (!doubled) return at + 1;
      ++at;
    }
  }
  return text.size();
}

std::size_t bracket_end(const std::string& text, std::size_t begin) {
  int depth = 0;
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text[at] == '"' || text[at] == '\'') {
      at = quoted_end(text, at) - 1;
    } else if (text[at] == '{' || text[at] == '[') {
      ++depth;
    } else if ((text[at] == '}' || text[at] == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

std::size_t plain_end(const std::string& text, std::size_t begin, bool in_flow) {
  std::size_t end = std::min(text.find('\n', begin), text.size());
  end = std::min(end, text.find(" #", begin));
  if (in_flow) end = std::min(end, text.find_first_of(",}]", begin));
  while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\r')) --end;
  return end;
}

bool is_plain(const std::string& value) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-/*?% ";
  return !value.empty() && value.front() != '*' && value.front() != '?' && value.front() != '-' &&
         value.front() != '%' && value.front() != ' ' && value.back() != ' ' &&
         value.find_first_not_of(allowed) == std::string::npos;
}

}  // namespace

std::size_t line_start(const std::string& text, int line) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    at = text.find('\n', at);
    if (at == std::string::npos) return text.size();
    ++at;
  }
  return at;
}

std::size_t line_end(const std::string& text, int line) {
  return std::min(text.find('\n', line_start(text, line)), text.size());
}

std::size_t offset_of(const std::string& text, Place place) {
  return std::min(line_start(text, place.line) + static_cast<std::size_t>(place.column - 1), text.size());
}

std::size_t token_end(const std::string& text, std::size_t begin, bool in_flow) {
  if (begin >= text.size()) return begin;
  if (text[begin] == '"' || text[begin] == '\'') return quoted_end(text, begin);
  if (text[begin] == '{' || text[begin] == '[') return bracket_end(text, begin);
  return plain_end(text, begin, in_flow);
}

std::size_t block_end(const std::string& text, Place key) {
  std::size_t at = line_start(text, key.line + 1);
  while (at < text.size()) {
    const std::size_t word = std::min(text.find_first_not_of(' ', at), text.size());
    if (word - at < static_cast<std::size_t>(key.column)) break;
    at = std::min(text.find('\n', word), text.size() - 1) + 1;
  }
  return at;
}

std::string yaml_scalar(const std::string& value) {
  const bool bracketed = !value.empty() && (value.front() == '[' || value.front() == '{');
  if (bracketed || is_plain(value)) return value;
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n')
      quoted += "\\n";
    else
      quoted += c;
  }
  return quoted + '"';
}

}  // namespace repetend::gui
