#include "tests/support/mutation.hpp"

#include <string_view>

#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

std::size_t position(std::mt19937_64& random, const std::string& text) {
  return static_cast<std::size_t>(uniform(random, 0, std::ssize(text) - 1));
}

// A word, number or mark of punctuation.
void delete_token(std::mt19937_64& random, std::string& text) {
  const std::size_t at = position(random, text);
  const auto ends = [](char c) { return std::string_view(" \n,:[]{}").find(c) != std::string_view::npos; };
  std::size_t end = at + 1;
  while (!ends(text[at]) && end < text.size() && !ends(text[end])) ++end;
  text.erase(at, end - at);
}

}  // namespace

void mutate(std::mt19937_64& random, std::string& text) {
  if (text.empty()) return;
  constexpr std::string_view interesting = "[]{}:,-&*!|>'\"#%@`\n\t 0123456789.eE+~?";
  switch (uniform(random, 0, 4)) {
    case 0:
      text[position(random, text)] = static_cast<char>(uniform(random, 0, 255));
      break;
    case 1:
      text[position(random, text)] = interesting[random() % interesting.size()];
      break;
    case 2:
      text.insert(position(random, text), 1, interesting[random() % interesting.size()]);
      break;
    case 3:
      text.insert(position(random, text), text.substr(position(random, text), random() % 40));
      break;
    default:
      delete_token(random, text);
  }
}

}  // namespace repetend::test
