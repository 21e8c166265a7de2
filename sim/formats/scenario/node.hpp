// A Document as the readers see it: typed access that fails with the place of what is wrong.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/formats/scenario/document.hpp"
#include "sim/formats/scenario/scenario.hpp"

namespace repetend {

// What bare numbers mean.
struct Units {
  std::int64_t time = 1'000;      // ns
  std::int64_t memory = 1 << 20;  // bytes
};

// What a whole reading shares.
struct Source {
  std::string file;                      // as errors call it
  std::vector<Override> overrides = {};  // what Place::override_number counts
  std::vector<Place> settings = {};  // of those the file itself makes under `set:`, the first of overrides
  Units units = {};                  // in the file
  Units override_units = {};         // in the values of overrides
  int version = 0;                   // that the file says it is of; 0: it says nothing

  // SourceError at the place, or at the setting of the file that put the value there; a RequestError naming
  // the --set that put it there, or all overrides when the place is in no file.
  [[noreturn]] void fail(Place, const std::string& message) const;

  // Fails for what came with version 2 where the file says that it is of version 1. What a file says does not
  // bind the overrides of a run.
  void expect_version_2(Place, std::string_view what) const;
};

// A list of words for a message: "a, b or c"; the first dozen of names: "F0, F1, ... ".
std::string any_of(const std::vector<std::string_view>& words);
std::string some_of(std::vector<std::string_view> names);

class Node {
 public:
  Node(const Document& document, const Source& source) : document_(&document), source_(&source) {}

  const Document& document() const { return *document_; }
  const Source& source() const { return *source_; }
  Place place() const { return document_->place; }
  bool is(Document::Kind kind) const { return document_->kind == kind; }
  [[noreturn]] void fail(const std::string& message) const { source_->fail(place(), message); }
  const Units& units() const {
    return place().override_number > 0 ? source_->override_units : source_->units;
  }

  // Scalars. `what` says what is expected, for the message: "a block's name".
  [[noreturn]] void fail_expecting(std::string_view what) const;
  const std::string& text(std::string_view what) const;
  std::string name(std::string_view what) const;  // of a device or block: printable, no spaces , @ * ?
  Time time() const;                              // >= 0
  Time duration() const;                          // of a block; 0 came with version 2
  Bytes bytes() const;                            // >= 0
  Bytes signed_bytes() const;
  Bytes bandwidth() const;  // > 0
  Speed speed() const;
  Speed scale() const;   // > 0, in 1e-9: of the times of a micro-batch
  Speed factor() const;  // >= 1, in 1e-9
  int integer(int least, int most) const;
  std::size_t word(const std::vector<std::string_view>& choices) const;  // which one

  // Maps: only these keys, by name, with "did you mean"; `what` is the thing the map describes. The newer
  // ones came with version 2 of the grammar.
  void expect_keys(std::string_view what, std::vector<std::string_view> keys,
                   const std::vector<std::string_view>& newer = {}) const;
  std::optional<Node> find(std::string_view key) const;
  Node at(std::string_view key, std::string_view what) const;  // a key that must be there
  std::vector<std::pair<Node, std::string_view>> members() const;

  std::vector<Node> items(std::string_view what) const;  // of a list

  // Refuses the node, which is `what`, in a file that says it is of version 1.
  void expect_version_2(std::string_view what) const { source_->expect_version_2(place(), what); }

 private:
  template <class Parse>
  auto quantity(std::string_view what, Parse parse) const;

  const Document* document_;
  const Source* source_;
};

}  // namespace repetend
