// A Document as the readers see it: typed access that fails with the place of what is wrong.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/document.hpp"
#include "sim/scenario/scenario.hpp"

namespace repetend {

// What a whole reading shares.
struct Source {
  std::string file;                    // as errors call it
  std::vector<Override> overrides;     // what Place::override_number counts
  std::int64_t time_unit = 1'000;      // ns of a bare time
  std::int64_t memory_unit = 1 << 20;  // bytes of a bare amount of memory

  // SourceError at the place; a RequestError naming the --set when that put the value there.
  [[noreturn]] void fail(Place, const std::string& message) const;
};

// A list of words for a message: "a, b or c".
std::string any_of(const std::vector<std::string_view>& words);

class Node {
 public:
  Node(const Document& document, const Source& source) : document_(&document), source_(&source) {}

  const Document& document() const { return *document_; }
  const Source& source() const { return *source_; }
  Place place() const { return document_->place; }
  bool is(Document::Kind kind) const { return document_->kind == kind; }
  [[noreturn]] void fail(const std::string& message) const { source_->fail(place(), message); }

  // Scalars. `what` says what is expected, for the message: "a block's name".
  const std::string& text(std::string_view what) const;
  std::string name(std::string_view what) const;  // of a device or block: printable, no spaces , @ * ?
  Time time() const;                              // >= 0
  Time duration() const;                          // > 0
  Bytes bytes() const;                            // >= 0
  Bytes signed_bytes() const;
  Bytes bandwidth() const;  // > 0
  Speed speed() const;
  int integer(int least, int most) const;
  std::size_t word(const std::vector<std::string_view>& choices) const;  // which one

  // Maps: only these keys, by name, with "did you mean"; `what` is the thing the map describes.
  void expect_keys(std::string_view what, const std::vector<std::string_view>& keys) const;
  std::optional<Node> find(std::string_view key) const;
  Node at(std::string_view key, std::string_view what) const;  // a key that must be there
  std::vector<std::pair<Node, std::string_view>> members() const;

  std::vector<Node> items(std::string_view what) const;  // of a list

 private:
  template <class Parse>
  auto quantity(std::string_view what, Parse parse) const;

  const Document* document_;
  const Source* source_;
};

}  // namespace repetend
