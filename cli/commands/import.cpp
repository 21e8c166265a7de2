#include <filesystem>

#include "cli/command.hpp"
#include "cli/costs_file.hpp"
#include "data/costs/records.hpp"
#include "profiler/kineto/kineto.hpp"
#include "sim/core/file.hpp"

namespace repetend::cli {
namespace {

void add_import_options(po::options_description& options) {
  add_database_option(options);
  options.add_options()("gpu", value("NAME"), "the GPU's whole name, where the trace does not say it");
}

data::Run read_kineto(const std::string& file, const Arguments& arguments) {
  auto trace = profiler::parse_kineto(read_file(file), file);
  if (trace.gpu.name.empty()) trace.gpu.name = arguments.find<std::string>("gpu").value_or("");
  const auto written = std::chrono::file_clock::to_sys(std::filesystem::last_write_time(file));
  return run_of_kineto(trace, file, data::date_text(written));
}

int run_import(const Arguments& arguments, Console& console) {
  if (arguments.operand(0) != "kineto")
    throw UsageError(fmt::format("unknown kind of file '{}'; expected kineto", arguments.operand(0)));
  std::vector<ImportedRun> found;
  for (const std::string& file : arguments.operands_from(1))
    found.push_back({read_kineto(file, arguments), file});
  import_runs(found, "kineto", arguments, console);
  return 0;
}

}  // namespace

const Command import_command{
    .name = "import",
    .operands = "kineto FILE ...",
    .summary = "block costs from a trace of PyTorch's profiler into the cost database",
    .details =
        "Reads what torch.profiler's export_chrome_trace wrote. Each range of record_function named "
        "BLOCK@MICRO-BATCH, F0@3\n"
        "for one, is an occurrence of a block; what was launched while it was open, by any thread, is its "
        "cost. With\n"
        "profile_memory=True its peak and kept memory too. Such costs are called imported wherever they are "
        "shown.\n\n"
        "  repetend import kineto trace.json\n"
        "  repetend costs show",
    .add_options = add_import_options,
    .run = run_import};

}  // namespace repetend::cli
