#include "gui/session/scenario_text.hpp"

#include <algorithm>
#include <string_view>

#include "sim/formats/scenario/explicit.hpp"

namespace repetend::gui {

std::size_t line_start(const std::string& text, int line) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    at = text.find('\n', at);
    if (at == std::string::npos) return text.size();
    ++at;
  }
  return at;
}

namespace {

// Where the values of a YAML text begin and end, in bytes.
std::size_t line_end(const std::string& text, int line) {
  return std::min(text.find('\n', line_start(text, line)), text.size());
}

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

std::size_t offset_of(const std::string& text, Place place) {
  return std::min(line_start(text, place.line) + static_cast<std::size_t>(place.column - 1), text.size());
}

// The end of the value that begins at `begin`: quoted, in brackets, or plain; in_flow: a plain one ends at a
// comma or closing bracket.
std::size_t token_end(const std::string& text, std::size_t begin, bool in_flow) {
  if (begin >= text.size()) return begin;
  if (text[begin] == '"' || text[begin] == '\'') return quoted_end(text, begin);
  if (text[begin] == '{' || text[begin] == '[') return bracket_end(text, begin);
  return plain_end(text, begin, in_flow);
}

// The start of the first line after a block map's member at `key` that is indented less or as much.
std::size_t block_end(const std::string& text, Place key) {
  std::size_t at = line_start(text, key.line + 1);
  while (at < text.size()) {
    const std::size_t word = std::min(text.find_first_not_of(' ', at), text.size());
    if (word - at < static_cast<std::size_t>(key.column)) break;
    at = std::min(text.find('\n', word), text.size() - 1) + 1;
  }
  return at;
}

// As YAML writes it: plain where that reads back as the same text, otherwise in double quotes. Lists and maps
// in brackets stay as they are.
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

constexpr const char* name_in_errors = "the scenario";

const Document* find_value(const Document& root, const std::string& key) {
  if (const Document* set = root.find("set"))
    if (const Document* value = set->find(key)) return value;
  const Document* value = root.find(key);
  return value && value->kind == Document::Kind::scalar ? value : nullptr;
}

bool starts_with_brace(const std::string& text, const Document& map) {
  const std::size_t at = offset_of(text, map.place);
  return at < text.size() && text[at] == '{';
}

// Inside braces, where a comma ends a value.
bool in_flow(const std::string& text, const Document& root, const Document& value) {
  const Document* set = root.find("set");
  const bool in_set =
      set && std::ranges::any_of(set->members, [&](const auto& m) { return &m.second == &value; });
  return starts_with_brace(text, root) || (in_set && starts_with_brace(text, *set));
}

bool is_glob(const std::string& key) { return key.find_first_of("*?") != std::string::npos; }

void insert_in_flow(std::string& text, const Document& map, const std::string& entry, bool front) {
  const std::size_t open = offset_of(text, map.place);
  if (map.members.empty()) {
    text.insert(open + 1, entry);
  } else if (front) {
    text.insert(open + 1, entry + ", ");
  } else {
    text.insert(token_end(text, open, false) - 1, ", " + entry);
  }
}

void insert_in_block(std::string& text, const Document& map, const std::string& entry, bool front) {
  const Place first = map.members.front().second.key_place;
  const std::string line = std::string(static_cast<std::size_t>(first.column - 1), ' ') + entry + '\n';
  const std::size_t at =
      front ? line_start(text, first.line) : block_end(text, map.members.back().second.key_place);
  if (at > 0 && text[at - 1] != '\n')
    text.insert(at, "\n" + line);
  else
    text.insert(at, line);
}

void insert_set(std::string& text, const Document& root, const std::string& entry) {
  if (starts_with_brace(text, root)) return insert_in_flow(text, root, "set: {" + entry + "}", false);
  if (const Document* empty = root.find("set")) {
    text.insert(line_end(text, empty->key_place.line), "\n  " + entry);
    return;
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += "set:\n  " + entry + '\n';
}

void insert(std::string& text, const Document& root, const std::string& key, const std::string& value) {
  const std::string entry = yaml_scalar(key) + ": " + yaml_scalar(value);
  const Document* set = root.find("set");
  if (!set || set->kind != Document::Kind::map) return insert_set(text, root, entry);
  if (starts_with_brace(text, *set)) return insert_in_flow(text, *set, entry, is_glob(key));
  insert_in_block(text, *set, entry, is_glob(key));
}

std::string said(const Document& value) {
  return value.kind == Document::Kind::scalar ? value.scalar : to_json(value);
}

}  // namespace

std::string with_setting(const std::string& text, const std::string& key, const std::string& value) {
  const Document root = parse_yaml(text, name_in_errors);
  std::string changed = text;
  if (const Document* there = find_value(root, key)) {
    const std::size_t begin = offset_of(text, there->place);
    changed.replace(begin, token_end(text, begin, in_flow(text, root, *there)) - begin, yaml_scalar(value));
  } else {
    insert(changed, root, key, value);
  }
  // A value spread over lines, an anchor: rather refused than half replaced.
  if (find_setting(changed, key) != std::optional(value))
    throw RequestError(key + " cannot be changed in place here; change it in the text");
  return changed;
}

std::string without_setting(const std::string& text, const std::string& key) {
  const Document root = parse_yaml(text, name_in_errors);
  const Document* set = root.find("set");
  const Document* value = set ? set->find(key) : nullptr;
  if (!value) return text;
  if (starts_with_brace(text, root) || starts_with_brace(text, *set))
    throw RequestError(key + " cannot be taken out of {...} here; change it in the text");
  const Place from = set->members.size() == 1 ? set->key_place : value->key_place;
  std::string changed = text;
  const std::size_t begin = line_start(text, from.line);
  changed.erase(begin, block_end(text, value->key_place) - begin);
  return changed;
}

std::optional<std::string> find_setting(const std::string& text, const std::string& key) {
  try {
    const Document root = parse_yaml(text, name_in_errors);
    const Document* value = find_value(root, key);
    return value ? std::optional(said(*value)) : std::nullopt;
  } catch (const RequestError&) {
    return std::nullopt;
  }
}

std::map<std::string, std::string> settings_in(const std::string& text) {
  std::map<std::string, std::string> settings;
  try {
    const Document root = parse_yaml(text, name_in_errors);
    if (const Document* set = root.find("set"))
      for (const auto& [key, value] : set->members) settings[key] = said(value);
  } catch (const RequestError&) {
    settings.clear();
  }
  return settings;
}

std::string scenario_text(const Problem& problem) {
  std::string text = "# The problem of a plan, in ns and B.\n";
  for (const auto& [key, value] : problem_document(problem).members) {
    text += key + ":";
    if (value.kind == Document::Kind::list) {
      for (const Document& item : value.items) text += "\n  - " + to_json(item);
    } else {
      text += " " + (value.kind == Document::Kind::scalar ? yaml_scalar(value.scalar) : to_json(value));
    }
    text += '\n';
  }
  return text;
}

}  // namespace repetend::gui
