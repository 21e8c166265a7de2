#include "sim/formats/scenario/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/locale/utf.hpp>

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

void check_text(const std::string& text, const std::string& file) {
  namespace utf = boost::locale::utf;
  int line = 1;
  auto line_start = text.begin();
  for (auto at = text.begin(); at != text.end();) {
    const int column = static_cast<int>(at - line_start) + 1;
    const auto byte = static_cast<unsigned char>(*at);
    const auto code_point = utf::utf_traits<char>::decode(at, text.end());
    if (code_point == utf::illegal || code_point == utf::incomplete)
      throw SourceError(file, line, column,
                        fmt::format("byte 0x{:02X} is not UTF-8, expected a text file saved as UTF-8", byte));
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F)
      throw SourceError(file, line, column,
                        fmt::format("control character 0x{:02X}, expected a text file", byte));
    if (byte == '\n') {
      ++line;
      line_start = at;
    }
  }
}

}  // namespace repetend
