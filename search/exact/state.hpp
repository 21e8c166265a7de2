// The instances scheduled so far, in the order of their starts.
#pragma once

#include <optional>

#include "search/exact/model.hpp"

namespace repetend::search {

class ExactState {
 public:
  explicit ExactState(const ExactModel&);

  // When the block's next instance could start; none where it has no more or its producers are to come.
  std::optional<Time> ready(const ExactModel&, std::size_t block) const;
  // It fits the memory of its devices now.
  bool fits(const ExactModel&, std::size_t block) const;
  // Nothing starts earlier than `at` from here on.
  void schedule(const ExactModel&, std::size_t block, Time at);

  // All that the time of what is to come depends on, given done(): the larger each number, the later.
  std::vector<Time> signature(const ExactModel&) const;

  const std::vector<int>& done() const { return done_; }
  bool done(std::size_t block, std::int64_t n) const { return done_[block] > n; }
  Time clock() const { return clock_; }
  Time free(std::size_t device) const { return free_[device]; }
  Time free(const ExactModel&, std::size_t block) const;  // the latest of its devices
  const std::vector<Time>& start() const { return start_; }
  Time end() const;  // of all that is scheduled

 private:
  std::vector<int> done_;     // instances, by block
  std::vector<Time> free_;    // by device, from when on
  std::vector<Bytes> level_;  // by device, when what it has started has ended
  std::vector<Time> start_;   // by instance
  Time clock_ = 0;
};

}  // namespace repetend::search
