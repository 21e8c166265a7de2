// What check() finds wrong with problems that are spoilt in one way each.
#pragma once

#include <functional>
#include <vector>

#include "sim/problem/check.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

struct SpoiltCase {
  const char* message;
  std::function<void(Problem&)> spoil;
};

// One bad part gives one finding, with that message and about that subject.
inline void check_findings(const Problem& sound, const decltype(Finding::subject)& subject,
                           const std::vector<SpoiltCase>& cases) {
  for (const SpoiltCase& spoilt : cases) {
    Problem problem = sound;
    spoilt.spoil(problem);
    const std::vector<Finding> findings = check(problem);
    INFO(spoilt.message);
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().message == spoilt.message);
    CHECK(findings.front().subject == subject);
  }
}

}  // namespace repetend::test
