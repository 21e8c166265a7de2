#include <fmt/format.h>

#include <utility>

#include "sim/formats/scenario/explicit.hpp"

namespace repetend {
namespace {

void append_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c >= 0 && c < ' ')
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      out += c;
  }
  out += '"';
}

// As parse_json() would give the same text back from a JSON number.
bool is_integer(const std::string& text) {
  const std::string digits = text.starts_with('-') ? text.substr(1) : text;
  const bool canonical = digits == "0" ? text == "0" : !digits.empty() && digits[0] != '0';
  return canonical && digits.size() <= 18 && digits.find_first_not_of("0123456789") == std::string::npos;
}

void append_json(std::string& out, const Document& document) {
  const char* separator = "";
  switch (document.kind) {
    case Document::Kind::null:
      out += "null";
      break;
    case Document::Kind::scalar:
      if (is_integer(document.scalar))
        out += document.scalar;
      else
        append_string(out, document.scalar);
      break;
    case Document::Kind::list:
      out += '[';
      for (const Document& item : document.items) {
        out += std::exchange(separator, ", ");
        append_json(out, item);
      }
      out += ']';
      break;
    case Document::Kind::map:
      out += '{';
      for (const auto& [key, value] : document.members) {
        out += std::exchange(separator, ", ");
        append_string(out, key);
        out += ": ";
        append_json(out, value);
      }
      out += '}';
  }
}

}  // namespace

std::string to_json(const Document& document) {
  std::string out;
  append_json(out, document);
  return out;
}

}  // namespace repetend
