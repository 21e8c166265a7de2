// Reads JSON in place, value by value, for files with millions of numbers: no tree is built, and every error
// has its line and column (in bytes). Each function is at the start of a value when called and behind it when
// it returns; `what` says what is expected there, for the message.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace repetend {

class JsonCursor {
 public:
  JsonCursor(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::size_t offset();  // of the next value
  void seek(std::size_t offset) { at_ = offset; }
  [[noreturn]] void fail(std::size_t offset, const std::string& message) const;  // throws SourceError

  std::int64_t integer(std::string_view what, std::int64_t least, std::int64_t most);
  double real(std::string_view what);  // 0 or more
  std::string string(std::string_view what);
  bool null();  // takes a null if one is there
  void skip();  // any value; looks only at its brackets and strings
  void end();   // nothing follows but space

  // item() for each; it takes the item.
  template <class Item>
  void array(std::string_view what, Item item) {
    open('[', what);
    for (bool first = true; more(']', first); first = false) item();
  }

  // member(key, offset of the key) for each; it takes the member's value.
  template <class Member>
  void object(std::string_view what, Member member) {
    open('{', what);
    for (bool first = true; more('}', first); first = false) {
      const std::size_t at = offset();
      const std::string key = string("a key in double quotes");
      colon();
      member(key, at);
    }
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space();
  [[noreturn]] void unexpected(std::string_view what) const;
  void open(char bracket, std::string_view what);
  bool more(char bracket, bool first);
  void colon();
  void skip_string();

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
};

// The members of a JSON object by key, so that they can be read in another order than the file's.
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
