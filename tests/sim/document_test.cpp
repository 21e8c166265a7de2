#include "sim/formats/scenario/document.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

std::string yaml_error(const std::string& text) {
  try {
    parse_yaml(text, "f");
  } catch (const SourceError& error) {
    return error.what();
  }
  return "";
}

std::string json_error(const std::string& text) {
  try {
    parse_json(text, "f");
  } catch (const SourceError& error) {
    return error.what();
  }
  return "";
}

std::string repeat(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("YAML knows the place of every value and key") {
  const Document root = parse_yaml("# comment\na: 1\nb:\n  - x\n  - {c: 2.5ms}\n", "f");
  REQUIRE(root.find("b")->items.size() == 2);
  const Document& c = *root.find("b")->items[1].find("c");
  CHECK(c.scalar == "2.5ms");
  CHECK(c.place.line == 5);
  CHECK(c.place.column == 9);
  CHECK(c.key_place.column == 6);
  CHECK(root.find("absent") == nullptr);
}

TEST_CASE("YAML aliases are copies") {
  const Document root = parse_yaml("a: &x [1, 2]\nb: *x\n", "f");
  CHECK(root.find("b")->items[1].scalar == "2");
  CHECK(root.find("b")->place.line == 2);
  CHECK_THAT(yaml_error("a: &x [*x]\n"), ContainsSubstring("f:1:8: an alias inside what it names"));
  CHECK_THAT(yaml_error("a: *y\n"), ContainsSubstring("expected &name before *name"));
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i)
    bomb += fmt::format("a{0}: &a{0} [{1}]\n", i, repeat(fmt::format("*a{}, ", i - 1), 10));
  CHECK_THAT(yaml_error(bomb), ContainsSubstring("aliases included"));
}

TEST_CASE("quotes in YAML end, and a byte order mark is no text") {
  const Document root =
      parse_yaml("\xEF\xBB\xBF# é\na: 'it''s'\nb: \"x \\\" y\"\nc: &q \"z\"\nd: |\n  5\"\n", "f");
  CHECK(root.find("a")->scalar == "it's");
  CHECK(root.find("b")->scalar == "x \" y");
  CHECK(root.find("c")->scalar == "z");
  CHECK(root.find("d")->scalar == "5\"\n");
  CHECK_THAT(yaml_error("b: &q \"x\nc: 2\n"), ContainsSubstring("f:1:4: the file ends inside quotes"));
  CHECK_THAT(yaml_error("b: 1\na: \"x\nc: 2\n"), ContainsSubstring("f:2:4: the file ends inside quotes"));
  CHECK_THAT(yaml_error("a: 'x''\n"), ContainsSubstring("f:1:4: the file ends inside quotes"));
  CHECK_THAT(yaml_error("a: \"x"), ContainsSubstring("the file ends inside quotes"));
}

TEST_CASE("YAML that is not well-formed is refused at its place") {
  CHECK(yaml_error("") == "f:1:1: the file is empty, expected a scenario");
  CHECK_THAT(yaml_error("a: 1\n\tb: 2\n"), ContainsSubstring("f:2:1: a tab in the indentation"));
  CHECK_THAT(yaml_error("a: 1\nb: 2\na: 3\n"),
             ContainsSubstring("f:3:1: duplicate key 'a', expected it once: it is already on line 1"));
  CHECK_THAT(yaml_error("a: [1, 2\n"), ContainsSubstring("expected a comma or the closing ]"));
  CHECK_THAT(yaml_error("a: 1\n---\nb: 2\n"), ContainsSubstring("a second YAML document"));
  CHECK_THAT(yaml_error("a: !!int 1\n"), ContainsSubstring("f:1:4: a YAML tag"));
  CHECK_THAT(yaml_error("[1]: 2\n"), ContainsSubstring("as a key, expected a word"));
  CHECK_THAT(yaml_error(std::string("a: \0", 4)), ContainsSubstring("f:1:4: control character 0x00"));
  CHECK_THAT(yaml_error("a: \xff\n"), ContainsSubstring("f:1:4: byte 0xFF is not UTF-8"));
  CHECK_THAT(yaml_error("a: \xed\xa0\x80\n"), ContainsSubstring("not UTF-8"));
  CHECK_THAT(yaml_error(repeat("[", 100) + repeat("]", 100)),
             ContainsSubstring("nested deeper than 64 levels"));
  CHECK_THAT(yaml_error(repeat("- ", 100000)), ContainsSubstring("nested deeper than 64 levels"));
  CHECK_THAT(yaml_error(repeat("{a: ", 100) + repeat("}", 100)),
             ContainsSubstring("nested deeper than 64 levels"));
}

TEST_CASE("JSON reads as RFC 8259 says") {
  const Document root =
      parse_json("{\"a\": [1, -2.5e3, true, null],\n \"b\": \"\\u00e9\\ud83d\\ude00\\n\\\"\"}", "f");
  CHECK(root.find("a")->items[1].scalar == "-2.5e3");
  CHECK(root.find("a")->items[3].kind == Document::Kind::null);
  CHECK(root.find("b")->scalar == "é😀\n\"");
  CHECK(root.find("b")->place.line == 2);
  CHECK(root.find("b")->place.column == 7);
}

TEST_CASE("JSON that is not well-formed is refused at its place") {
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"", "f:1:1: the file is empty"},
           {"{\"a\" 1}", "f:1:6: found '1', expected ':'"},
           {"{\"a\": 1,}", "f:1:9: found '}', expected a key in double quotes"},
           {"[1 2]", "f:1:4: found '2', expected ',' or ']'"},
           {"[1,]", "expected a JSON value"},
           {"{\"a\": 1", "the text ends, expected ',' or '}'"},
           {"{\"a\": 1}\nx", "f:2:1: text after the end"},
           {"{\"a\": 1, \"a\": 2}", "f:1:10: duplicate key 'a'"},
           {"[abc]", "found abc, expected a JSON value"},
           {"[\"abc", "a string does not end"},
           {"[\"\\x\"]", "after a backslash"},
           {"[\"\\u12G4\"]", "four hexadecimal digits"},
           {"[\"\\ud800\"]", "half a surrogate pair"}}) {
    CHECK_THAT(json_error(text), ContainsSubstring(message));
  }
  CHECK_THAT(json_error(repeat("[", 100)), ContainsSubstring("nested deeper than 64 levels"));
}
