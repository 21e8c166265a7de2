// A small tree of scalars, maps and lists, each knowing where it came from: what both YAML scenarios and the
// problem inside a plan's JSON are turned into, so that one reader, one set of errors and one override
// mechanism serve them all.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/error.hpp"

namespace repetend {

struct Place {
  int line = 0, column = 0;  // from 1; 0: unknown
  int override_number = 0;   // which --set put it there, from 1; 0: the file did
};

struct Document {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string scalar;
  std::vector<std::pair<std::string, Document>> members;  // of a map, in file order
  std::vector<Document> items;                            // of a list
  Place place;
  Place key_place;  // of the key, for a map's member

  const Document* find(std::string_view key) const;  // null when there is no such member
  Document* find(std::string_view key);

  // For trees that are built and not read.
  static Document text(std::string scalar);
  static Document list(std::vector<Document> items = {});
  static Document map();
  Document& set(std::string key, Document value);  // replaces or appends a member; returns it
};

// Throw SourceError, with `file` as its name, on anything that is not well-formed: bytes that are not UTF-8,
// control characters, an empty text, duplicate keys, nesting deeper than 64, and in YAML tags, tabs that
// indent, several documents and aliases that contain themselves or blow up.
Document parse_yaml(const std::string& text, const std::string& file, std::string_view what = "a scenario");
Document parse_json(const std::string& text, const std::string& file);

// Both parsers' limits, and the check of the raw bytes they start with.
inline constexpr int depth_limit = 64;
void check_text(const std::string& text, const std::string& file);

}  // namespace repetend
