// A small tree of scalars, maps and lists, each knowing where it came from: what both YAML scenarios and the
// problem inside a plan's JSON are turned into, so that one reader, one set of errors and one override
// mechanism serve them all.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/core/error.hpp"

namespace repetend {

struct Place {
  int line = 0, column = 0;  // from 1; 0: unknown
};

struct Document {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;                                    // a scalar in quotes is never null
  std::vector<std::pair<std::string, Document>> members;  // of a map, in file order
  std::vector<Document> items;                            // of a list
  Place place;
  Place key_place;  // of the key, for a map's member

  const Document* find(std::string_view key) const;
};

// file is what errors call it; throws SourceError on anything that is not well-formed, duplicate keys included.
Document parse_yaml(const std::string& text, const std::string& file);
Document parse_json(const std::string& text, const std::string& file);

}  // namespace repetend
