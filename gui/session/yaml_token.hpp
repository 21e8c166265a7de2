// Where the values of a YAML text begin and end, in bytes; for editing in place.
#pragma once

#include <cstddef>
#include <string>

#include "sim/formats/scenario/document.hpp"

namespace repetend::gui {

// Lines count from 1. A line that is not there: the end of the text.
std::size_t line_start(const std::string& text, int line);
std::size_t line_end(const std::string& text, int line);  // of what stands before its newline
std::size_t offset_of(const std::string& text, Place);

// The end of the value that begins at `begin`: quoted, in brackets, or plain; in_flow: a plain one ends at a
// comma or closing bracket.
std::size_t token_end(const std::string& text, std::size_t begin, bool in_flow);

// The start of the first line after a block map's member at `key` that is indented less or as much.
std::size_t block_end(const std::string& text, Place key);

// As YAML writes it: plain where that reads back as the same text, otherwise in double quotes. Lists and maps
// in brackets stay as they are.
std::string yaml_scalar(const std::string& value);

}  // namespace repetend::gui
