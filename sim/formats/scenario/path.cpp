// Paths into a Document: "blocks.B*.time", "devices.1.speed", "links.pairs.0-1.latency".
#include <algorithm>

#include "sim/formats/scenario/overrides.hpp"

namespace repetend {
namespace {

// * is any text, ? any one character.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  std::size_t p = 0;
  std::size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string scalar_of(const Document& item, std::string_view key) {
  const Document* member = item.find(key);
  return member ? member->scalar : "";
}

// "F0-B0" for a pair, "F0-I0+W0" where a side is a list, "compute-comm" for what lanes do to each other.
std::string joined(const Document& list, char separator) {
  std::string text;
  for (const Document& item : list.items) {
    if (&item != &list.items.front()) text += separator;
    text += item.kind == Document::Kind::list ? joined(item, '+') : item.scalar;
  }
  return text;
}

std::string name_of(const Document& item, std::size_t index) {
  if (item.find("name")) return scalar_of(item, "name");
  if (item.find("block")) return scalar_of(item, "block");
  if (item.find("from")) return scalar_of(item, "from") + "-" + scalar_of(item, "to");
  for (const char* key : {"blocks", "lanes"})
    if (const Document* parts = item.find(key)) return joined(*parts, '-');
  return std::to_string(index);
}

class Matcher {
 public:
  explicit Matcher(Document& root) : root_(root) {}

  std::vector<Document*> find(std::string_view path) {
    match(root_, path);
    return std::move(found_);
  }

 private:
  // Names may hold dots, so every dot is tried as the end of the first one.
  void match(Document& node, std::string_view path) {
    for (std::size_t dot = path.find('.');; dot = path.find('.', dot + 1)) {
      const std::string_view head = path.substr(0, dot);
      const bool last = dot == std::string_view::npos;
      for (Document* child : children(node, head, last)) {
        if (last)
          add(child);
        else
          match(*child, path.substr(dot + 1));
      }
      if (last) return;
    }
  }

  std::vector<Document*> children(Document& node, std::string_view pattern, bool last) {
    std::vector<Document*> result;
    for (auto& [key, member] : node.members)
      if (glob(pattern, key)) result.push_back(&member);
    for (std::size_t i = 0; i < node.items.size(); ++i)
      if (glob(pattern, name_of(node.items[i], i))) result.push_back(&node.items[i]);
    for (std::size_t i = 0; result.empty() && i < node.items.size(); ++i)
      if (glob(pattern, index_name(node.items[i], i))) result.push_back(&node.items[i]);
    const bool creates = last && result.empty() && node.kind == Document::Kind::map &&
                         pattern.find_first_of("*?.") == std::string_view::npos;
    if (creates) result.push_back(&node.set(std::string(pattern), Document{}));
    return result;
  }

  // "0-1" for the link from device 0 to device 1, else the position.
  std::string index_name(const Document& item, std::size_t index) const {
    if (!item.find("from")) return std::to_string(index);
    return device_index(scalar_of(item, "from")) + "-" + device_index(scalar_of(item, "to"));
  }

  std::string device_index(const std::string& name) const {
    const Document* devices = root_.find("devices");
    for (std::size_t i = 0; devices && i < devices->items.size(); ++i)
      if (name_of(devices->items[i], i) == name) return std::to_string(i);
    return name;
  }

  void add(Document* target) {
    if (std::ranges::find(found_, target) == found_.end()) found_.push_back(target);
  }

  Document& root_;
  std::vector<Document*> found_;
};

}  // namespace

std::vector<Document*> find_path(Document& root, std::string_view path) { return Matcher(root).find(path); }

std::vector<std::string> names_in(const Document& node) {
  std::vector<std::string> names;
  for (const auto& [key, member] : node.members) names.push_back(key);
  for (std::size_t i = 0; i < node.items.size(); ++i) names.push_back(name_of(node.items[i], i));
  return names;
}

}  // namespace repetend
