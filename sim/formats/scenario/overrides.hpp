// Applying `--set` (docs/scenario.md). Internal to sim/formats/scenario.
//
// Keys of generators ("placement.forward", "devices.count") edit the tree as it was read, before it is
// expanded; all others edit the explicit form of the expanded problem, where every block, device and link has
// a name.
#pragma once

#include <string_view>
#include <vector>

#include "sim/formats/scenario/reader.hpp"

namespace repetend {

// Which of the source's overrides have found something to set so far.
using Matched = std::vector<bool>;

// Refuses keys that are not a scenario's, with "did you mean".
void check_keys(const Source&);

// Puts the settings that a scenario makes under `set:` in front of the source's overrides.
void read_settings_of_file(const Document& root, Source&);

// The ones for the tree as it was read; sets what matches.
void override_generator(Document& placement, const Source&, Matched&);

// The rest; `priced`: of a placement that a `model:` gave. The result keeps the places of what no override
// touched, and is not yet check()ed.
PlacedProblem override_problem(const PlacedProblem&, const Source&, Matched&, bool priced = false);

// Throws for the first override that matched nothing anywhere, naming what there is; `problem` is the
// scenario's main one.
void require_matched(const PlacedProblem& problem, const Source&, const Matched&);

// The parts of a tree that a path names. A list's elements are named by their `name`, their `block`,
// "FROM-TO", what they join ("F0-B0", "F0-I0+W0", "compute-comm") or their index; names may be globs (*, ?).
// A member that is not there is created (as null) where its map is.
std::vector<Document*> find_path(Document& root, std::string_view path);

// The names of a map's members or a list's elements, as paths write them.
std::vector<std::string> names_in(const Document&);

// Whether the key changes a tree before it is expanded. priced: the scenario has a `model:`, whose costs
// depend on the links.
bool is_generator_key(std::string_view key, bool priced);

// Makes place for the settings of a default link where there is none.
void add_default_link(Document& root);

// One override of the explicit form of the problem: the parts that its key names get its value. Whether there
// are any.
bool apply(Document& root, const Override&, int override_number, const Problem&, const Source&);

// Replaces the tree by the value, or scales its numbers when it is a factor ("*1.1"); `key` tells times from
// bytes.
void set_value(Document& target, std::string_view key, const std::string& value, int override_number,
               const Source&);

}  // namespace repetend
