#include "sim/formats/plan/json_members.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace repetend {

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
