// Reads JSON in place, value by value, for files with millions of numbers: no tree is built, and every error
// has its line and column (in bytes). Each function is at the start of a value when called and behind it when
// it returns; `what` says what is expected there, for the message.
#pragma once

#include <cstdint>
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

}  // namespace repetend
