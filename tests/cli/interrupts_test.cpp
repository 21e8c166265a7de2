// Ctrl-C and SIGTERM while a command searches: what is best so far is printed and written.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "cli/searching.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/verify/verify.hpp"
#include "tests/cli/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

// Sends a signal as soon as the progress line tells of a first plan.
class Impatient : public std::stringbuf {
 public:
  explicit Impatient(int signal) : signal_(signal) {}
  int sync() override {
    const std::string all = str(), line = all.substr(all.rfind('\r') + 1);
    const bool found =
        line.find("searching: best ") != std::string::npos && line.find("none yet") == std::string::npos;
    if (found && !std::exchange(sent_, true)) std::raise(signal_);
    return 0;
  }

 private:
  int signal_;
  bool sent_ = false;
};

// Whoever started the tests may have had the signal ignored, as shells do for what runs in the background.
test::Ran run_interrupted(const std::vector<std::string>& words, int signal) {
  std::signal(signal, SIG_DFL);
  Impatient impatient(signal);
  std::ostringstream out;
  std::ostream err(&impatient);
  cli::Console console{out, err};
  console.show_progress = true;
  const int code = cli::run(words, console);
  return {code, out.str(), impatient.str()};
}

// A search that would go on for minutes.
const std::vector<std::string> endless{"scenarios/tessel/nn-8.yaml", "-n", "64", "--beam", "1000000"};

std::vector<std::string> endless_command(std::vector<std::string> words,
                                         const std::vector<std::string>& more) {
  words.insert(words.end(), endless.begin(), endless.end());
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// How the process ends that gets these signals, one after the other, while it searches; `disposition`: what
// it did with them until then.
int end_of_process(const std::vector<int>& signals, void (*disposition)(int) = SIG_DFL) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int signal : signals) std::signal(signal, disposition);
    const cli::Interrupts interrupts;
    for (const int signal : signals) std::raise(signal);
    ::_exit(cli::Interrupts::came() ? 7 : 8);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("an interrupted search prints and writes the best so far", "[interrupts]") {
  const int signal = GENERATE(SIGINT, SIGTERM);
  const test::TemporaryFolder folder;
  const std::string file = folder.file("plan.json");
  const test::Ran ran =
      run_interrupted(endless_command({"search", "--format", "json", "-o", file}, {}), signal);
  CHECK(ran.code == 130);
  CHECK_THAT(ran.err, ContainsSubstring("repetend: interrupted; this is the best found so far\n"));
  const Plan plan = read_plan(file);
  CHECK(verify(plan).empty());
  CHECK(nlohmann::ordered_json::parse(ran.out)["makespan_ns"] == makespan(plan));
}

TEST_CASE("an interrupted trade-off curve and comparison print what there is", "[interrupts]") {
  const test::Ran curve = run_interrupted(endless_command({"search", "--pareto"}, {}), SIGINT);
  CHECK(curve.code == 130);
  CHECK_THAT(curve.out, ContainsSubstring("peak memory  makespan"));
  const test::TemporaryFolder folder;
  const std::string file = folder.file("plan.json");
  const test::Ran compared = run_interrupted(endless_command({"compare", "-o", file}, {}), SIGINT);
  CHECK(compared.code == 130);
  CHECK_THAT(compared.out, ContainsSubstring("search on main: makespan "));
  CHECK(verify(read_plan(file)).empty());
}

TEST_CASE("an interrupted simulation tells of the runs that were done", "[interrupts]") {
  const test::Ran ran =
      run_interrupted(endless_command({"simulate", "--jitter", "0.1"}, {"--runs", "1000000"}), SIGINT);
  CHECK(ran.code == 130);
  CHECK_THAT(ran.out, ContainsSubstring("\n  1 runs with random durations"));
}

TEST_CASE("a second signal ends the program at once", "[interrupts]") {
  CHECK(end_of_process({SIGINT}) == -7);
  CHECK(end_of_process({SIGTERM}) == -7);
  CHECK(end_of_process({SIGINT, SIGINT}) == SIGINT);
  CHECK(end_of_process({SIGINT, SIGTERM}) == SIGTERM);
}

TEST_CASE("a signal that comes while the answer is printed changes nothing", "[interrupts]") {
  // Raises it with the first thing that is printed, when the search has ended.
  class Late : public std::stringbuf {
   public:
    std::streamsize xsputn(const char* text, std::streamsize size) override {
      if (!std::exchange(sent_, true)) std::raise(SIGINT);
      return std::stringbuf::xsputn(text, size);
    }

   private:
    bool sent_ = false;
  };
  for (const std::vector<std::string>& words : {std::vector<std::string>{"search", test::v4},
                                                {"search", test::v4, "--pareto"},
                                                {"compare", test::v4, "--schedules", "1f1b"},
                                                {"simulate", test::v4, "--schedule", "1f1b"}}) {
    std::signal(SIGINT, SIG_DFL);
    Late late;
    std::ostream out(&late);
    std::ostringstream err;
    cli::Console console{out, err};
    CHECK(cli::run(words, console) == 0);
    CHECK(cli::Interrupts::came());
    CHECK(err.str().empty());
    CHECK_FALSE(late.str().empty());
  }
}

TEST_CASE("an ignored signal stays ignored", "[interrupts]") {
  CHECK(end_of_process({SIGINT, SIGINT}, SIG_IGN) == -8);
}
