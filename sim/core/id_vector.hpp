// A vector that has one element for each id of a kind and is indexed by that id alone: a block's number
// cannot be taken for a device's.
#pragma once

#include <initializer_list>
#include <utility>
#include <vector>

#include "sim/core/ids.hpp"

namespace repetend {

template <class AnyId, class T>
class IdVector {
 public:
  using value_type = T;

  IdVector() = default;
  explicit IdVector(std::size_t size, const T& value = T()) : elements_(size, value) {}
  explicit IdVector(std::vector<T> elements) : elements_(std::move(elements)) {}
  IdVector(std::initializer_list<T> elements) : elements_(elements) {}

  T& operator[](AnyId id) { return elements_[id.index()]; }
  const T& operator[](AnyId id) const { return elements_[id.index()]; }

  std::size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  auto ids() const { return repetend::ids<AnyId>(size()); }

  auto begin() { return elements_.begin(); }
  auto end() { return elements_.end(); }
  auto begin() const { return elements_.begin(); }
  auto end() const { return elements_.end(); }
  T& front() { return elements_.front(); }
  const T& front() const { return elements_.front(); }
  T& back() { return elements_.back(); }
  const T& back() const { return elements_.back(); }

  void reserve(std::size_t size) { elements_.reserve(size); }
  void resize(std::size_t size, const T& value = T()) { elements_.resize(size, value); }
  void assign(std::size_t size, const T& value) { elements_.assign(size, value); }
  void clear() { elements_.clear(); }
  void push_back(T element) { elements_.push_back(std::move(element)); }
  template <class... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    return elements_.emplace_back(std::forward<Arguments>(arguments)...);
  }

  // The elements without their ids, for what knows plain vectors only.
  const std::vector<T>& plain() const { return elements_; }
  std::vector<T>& plain() { return elements_; }

  bool operator==(const IdVector&) const = default;

 private:
  std::vector<T> elements_;
};

}  // namespace repetend
