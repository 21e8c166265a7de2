// Small random damage to a text that people write, for tests of readers.
#pragma once

#include <random>
#include <string>

namespace repetend::test {

// Replaces, inserts, copies or deletes a character, a passage or a word.
void mutate(std::mt19937_64&, std::string& text);

}  // namespace repetend::test
