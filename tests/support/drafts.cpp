#include "tests/support/drafts.hpp"

#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/judge.hpp"

namespace repetend::test {

void check_broken(const std::string& constraint, const std::string& message, Draft draft,
                  const std::function<void(Draft&)>& breaks) {
  const std::vector<Violation> before = verify(draft.finish());
  INFO((before.empty() ? message : before.front().message));
  CHECK(before.empty());
  CHECK(judge(draft.finish()));
  breaks(draft);
  const Plan broken = draft.finish();
  const std::vector<Violation> violations = verify(broken);
  REQUIRE_FALSE(violations.empty());
  for (const Violation& v : violations) CHECK(v.constraint == constraint);
  CHECK(violations.front().message == message);
  CHECK_FALSE(judge(broken));
}

}  // namespace repetend::test
