// What the names of files that are written may say.
#pragma once

#include <string>

namespace repetend::app {

enum class Content { plan, scenario, costs, svg };

// What is wrong with the name's ending for this content: "my.pdf: this is an SVG picture, expected a name
// that ends with .svg"; empty where nothing is. Endings that name no other kind of file, and none, are fine.
std::string wrong_ending(const std::string& file, Content);

}  // namespace repetend::app
