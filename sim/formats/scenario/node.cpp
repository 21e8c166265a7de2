#include "sim/formats/scenario/node.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend {
namespace {

std::string describe(const Document& document) {
  switch (document.kind) {
    case Document::Kind::null:
      return "nothing";
    case Document::Kind::list:
      return "a list";
    case Document::Kind::map:
      return "a map";
    case Document::Kind::scalar:
      break;
  }
  return fmt::format("'{}'", document.scalar);
}

}  // namespace

void Source::fail(Place at, const std::string& message) const {
  const auto number = static_cast<std::size_t>(at.override_number);
  if (number == 0 && at.line == 0 && !settings.empty() && settings.size() == overrides.size())
    at = settings.back();
  else if (number > 0 && number <= settings.size())
    at = settings[number - 1];
  if (overrides.empty() || (at.override_number == 0 && at.line > 0))
    throw SourceError(file, at.line, at.column, message);
  std::string all;
  for (std::size_t i = 0; i < overrides.size(); ++i)
    if (number == 0 || number == i + 1)
      all += fmt::format("{} {}={} ", i < settings.size() ? "set:" : "--set", overrides[i].key,
                         overrides[i].value);
  all.back() = ':';
  throw RequestError(fmt::format("{} {}", all, message));
}

void Source::expect_version_2(Place at, std::string_view what) const {
  if (version == 1 && static_cast<std::size_t>(at.override_number) <= settings.size())
    fail(at, fmt::format("{} came with version 2 of the grammar, expected `version: 2` or none", what));
}

std::string any_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  return text;
}

std::string some_of(std::vector<std::string_view> names) {
  constexpr std::size_t shown = 12;
  if (names.size() <= shown) return any_of(names);
  names.resize(shown);
  return fmt::format("{}, ...", fmt::join(names, ", "));
}

void Node::fail_expecting(std::string_view what) const {
  const std::size_t colon = document_->scalar.find(':');
  const bool glued = colon != std::string::npos && document_->scalar.find(' ') == std::string::npos;
  fail(fmt::format("{}, expected {}{}", describe(*document_), what,
                   glued ? "; write a space after the colon" : ""));
}

const std::string& Node::text(std::string_view what) const {
  if (!is(Document::Kind::scalar)) fail_expecting(what);
  return document_->scalar;
}

std::string Node::name(std::string_view what) const {
  const std::string& name = text(what);
  const auto bad = [](char c) {
    return (c >= 0 && c <= ' ') || c == 0x7F || std::string_view(",@*?").find(c) != std::string_view::npos;
  };
  if (name.empty()) fail(fmt::format("an empty name, expected {}", what));
  if (std::ranges::any_of(name, bad))
    fail(fmt::format("'{}' holds a space or one of , @ * ?, expected {} without them", name, what));
  return name;
}

template <class Parse>
auto Node::quantity(std::string_view what, Parse parse) const {
  try {
    return parse(text(what));
  } catch (const QuantityError& error) {
    fail(error.what());
  }
}

Time Node::time() const {
  const Time time =
      quantity("a time such as 2.5ms", [&](const auto& t) { return parse_time(t, units().time); });
  if (time < 0) fail(fmt::format("a negative time {}, expected 0 or more", document_->scalar));
  return time;
}

Time Node::duration() const {
  const Time duration = time();
  if (duration == 0) expect_version_2("a time of 0");
  return duration;
}

Bytes Node::signed_bytes() const {
  return quantity("an amount of memory such as 80GiB",
                  [&](const auto& t) { return parse_bytes(t, units().memory); });
}

Bytes Node::bytes() const {
  const Bytes bytes = signed_bytes();
  if (bytes < 0) fail(fmt::format("a negative amount {}, expected 0 or more", document_->scalar));
  return bytes;
}

Bytes Node::bandwidth() const {
  const Bytes bandwidth = quantity("a bandwidth such as 25GB/s", parse_bandwidth);
  if (bandwidth <= 0) fail(fmt::format("a bandwidth of {}, expected more than 0", document_->scalar));
  return bandwidth;
}

Speed Node::speed() const { return quantity("a speed such as 0.8", parse_speed); }

Speed Node::scale() const {
  return quantity("a scale such as 0.8",
                  [](const auto& t) { return parse_ratio(t, "scale", "0.8 (1: as long as the times say)"); });
}

Speed Node::factor() const {
  const Speed factor =
      quantity("a factor such as 1.07", [](const auto& t) { return parse_ratio(t, "factor", "1.07"); });
  if (factor < unit_speed)
    fail(fmt::format("a factor of {}, expected 1 or more: how many times as long it takes",
                     document_->scalar));
  return factor;
}

int Node::integer(int least, int most) const {
  return static_cast<int>(quantity(fmt::format("a whole number from {} to {}", least, most),
                                   [&](const auto& t) { return parse_integer(t, least, most); }));
}

std::size_t Node::word(const std::vector<std::string_view>& choices) const {
  const std::string& word = text(any_of(choices));
  const auto choice = std::ranges::find(choices, word);
  if (choice == choices.end())
    fail(fmt::format("'{}', expected {}{}", word, any_of(choices), did_you_mean(word, choices)));
  return static_cast<std::size_t>(choice - choices.begin());
}

void Node::expect_keys(std::string_view what, std::vector<std::string_view> keys,
                       const std::vector<std::string_view>& newer) const {
  keys.insert(keys.end(), newer.begin(), newer.end());
  if (!is(Document::Kind::map)) fail_expecting(fmt::format("{}: a map with {}", what, any_of(keys)));
  for (const auto& [key, member] : document_->members) {
    if (std::ranges::find(keys, key) == keys.end())
      source_->fail(member.key_place, fmt::format("unknown key '{}' of {}, expected {}{}", key, what,
                                                  any_of(keys), did_you_mean(key, keys)));
    if (std::ranges::find(newer, key) != newer.end())
      source_->expect_version_2(member.key_place, fmt::format("`{}`", key));
  }
}

std::optional<Node> Node::find(std::string_view key) const {
  const Document* member = document_->find(key);
  return member ? std::optional<Node>(std::in_place, *member, *source_) : std::nullopt;
}

Node Node::at(std::string_view key, std::string_view what) const {
  const auto member = find(key);
  if (!member) fail(fmt::format("{} has no {}, expected `{}:`", what, key, key));
  return *member;
}

std::vector<std::pair<Node, std::string_view>> Node::members() const {
  std::vector<std::pair<Node, std::string_view>> result;
  for (const auto& [key, member] : document_->members) result.emplace_back(Node(member, *source_), key);
  return result;
}

std::vector<Node> Node::items(std::string_view what) const {
  if (!is(Document::Kind::list)) fail_expecting(what);
  std::vector<Node> result;
  for (const Document& item : document_->items) result.emplace_back(item, *source_);
  return result;
}

}  // namespace repetend
