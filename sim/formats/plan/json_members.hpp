// The members of a JSON object by key, so that they can be read in another order than the file's.
#pragma once

#include <map>
#include <span>
#include <string>

#include "sim/formats/plan/json_cursor.hpp"

namespace repetend {

class JsonMembers {
 public:
  // Passes over the object that comes next; `what` names it in messages: "the plan".
  JsonMembers(JsonCursor&, std::string_view what);

  // These keys and no others; the last ones may be missing.
  void expect_keys(std::span<const std::string_view> keys, std::size_t optional = 0) const;
  bool has(std::string_view key) const { return places_.contains(key); }

  // The cursor at the member's value; throws SourceError when there is none.
  JsonCursor& at(std::string_view key) const;
  // Where that value is.
  std::size_t offset(std::string_view key) const;

 private:
  struct Place {
    std::size_t key, value;
  };
  JsonCursor& json_;
  std::string what_;
  std::size_t begin_;
  std::map<std::string, Place, std::less<>> places_;
};

}  // namespace repetend
