// Whatever the bytes: a plan that writes and reads again, and that every consumer of plans has an answer to,
// or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "app/chart/gantt_svg.hpp"
#include "app/chart/gantt_text.hpp"
#include "cli/report/simulation_report.hpp"
#include "sim/core/error.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/verify/verify.hpp"

namespace {

void consume(const repetend::Plan& plan) {
  using namespace repetend;
  if (plan.timed()) {
    verify(plan);
    app::gantt_text(plan, {});
    app::gantt_svg("fuzz", {{&plan, "fuzz", ""}});
  }
  cli::simulation_text({app::simulated(std::make_shared<const Plan>(plan))});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const repetend::Plan plan = repetend::parse_plan(text, "fuzz.json");
    const std::string written = repetend::write_plan(plan);
    if (repetend::write_plan(repetend::parse_plan(written, "again.json")) != written) std::abort();
    consume(plan);
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
