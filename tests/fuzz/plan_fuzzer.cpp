// Whatever the bytes: a plan that writes and reads again, and that every consumer of plans has an answer to,
// or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "cli/render/gantt_svg.hpp"
#include "cli/render/gantt_text.hpp"
#include "cli/report/simulation_report.hpp"
#include "sim/core/error.hpp"
#include "sim/engine/critical_path.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/verify/verify.hpp"

namespace {

void consume(const repetend::Plan& plan) {
  using namespace repetend;
  if (plan.timed()) {
    verify(plan);
    cli::gantt_text(plan, {});
    cli::gantt_svg("fuzz", {{&plan, "fuzz", ""}});
  }
  const Simulation simulation = simulate(*plan.problem, plan.orders);
  cli::simulation_text(cli::report_simulation(*plan.problem, plan.orders, simulation));
  critical_path(*plan.problem, plan.orders, simulation);
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
