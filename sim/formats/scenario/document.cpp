#include "sim/formats/scenario/document.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace repetend {

const Document* Document::find(std::string_view key) const {
  const auto member =
      std::ranges::find(members, key, [](const auto& m) -> std::string_view { return m.first; });
  return member == members.end() ? nullptr : &member->second;
}

Document* Document::find(std::string_view key) {
  return const_cast<Document*>(static_cast<const Document*>(this)->find(key));
}

Document Document::text(std::string scalar) {
  Document document;
  document.kind = Kind::scalar;
  document.scalar = std::move(scalar);
  return document;
}

Document Document::list(std::vector<Document> items) {
  Document document;
  document.kind = Kind::list;
  document.items = std::move(items);
  return document;
}

Document Document::map() {
  Document document;
  document.kind = Kind::map;
  return document;
}

Document& Document::set(std::string key, Document value) {
  if (Document* there = find(key)) return *there = std::move(value);
  return members.emplace_back(std::move(key), std::move(value)).second;
}

namespace {

// The length of the UTF-8 sequence at the front of `text` (RFC 3629), 0 when it is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

}  // namespace

void check_text(const std::string& text, const std::string& file) {
  int line = 1;
  std::size_t line_start = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const int column = static_cast<int>(at - line_start) + 1;
    const std::size_t length = utf8_length(std::string_view(text).substr(at));
    if (length == 0)
      throw SourceError(file, line, column,
                        fmt::format("byte 0x{:02X} is not UTF-8, expected a text file saved as UTF-8", byte));
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F)
      throw SourceError(file, line, column,
                        fmt::format("control character 0x{:02X}, expected a text file", byte));
    at += length;
    if (byte == '\n') {
      ++line;
      line_start = at;
    }
  }
}

}  // namespace repetend
