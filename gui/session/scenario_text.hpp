// Changing one setting in the text of a scenario and nothing else: comments, order and spacing stay, so that
// text and fields can be kept in step.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sim/problem/problem.hpp"

namespace repetend::gui {

// The text with `key` (a path as --set takes it) set to `value`. Where the text says the key at its top level
// or under `set:`, the value is replaced in place; otherwise it is added under `set:`, at its end, or at its
// front when the key is a glob, so that settings of one device outlive settings of all. Throws RequestError
// (SourceError) when the text is no YAML.
std::string with_setting(const std::string& text, const std::string& key, const std::string& value);

// The text without what it says about `key` under `set:`.
std::string without_setting(const std::string& text, const std::string& key);

// What the text says about `key` at its top level or under `set:`; nothing when it is no YAML.
std::optional<std::string> find_setting(const std::string& text, const std::string& key);

// All that it says under `set:`, by key; nothing when it is no YAML.
std::map<std::string, std::string> settings_in(const std::string& text);

// The scenario that the problem can be read from again: YAML, explicit, a line a device and a block.
std::string scenario_text(const Problem&);

// Where a line begins, in bytes; lines count from 1. A line that is not there: the end of the text.
std::size_t line_start(const std::string& text, int line);

}  // namespace repetend::gui
