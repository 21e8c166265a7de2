// A writer that is killed at any moment leaves every run it had stored, none by half, and a file that opens.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "data/costs/cost_database.hpp"
#include "tests/data/runs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

// The i-th run of a file: its number is in it, so that it is known again.
Run numbered(RunId i) {
  Run run = test::example_run();
  run.dropped = i;
  for (std::int64_t k = 1; k <= 3; ++k)
    run.blocks.push_back({"B" + std::to_string(k), BlockKind::backward, std::vector<Time>(100, i * k)});
  return run;
}

// Stores runs until it is killed, and writes the number of each into the pipe once it is stored.
[[noreturn]] void write_forever(const std::string& file, int pipe) {
  try {
    CostDatabase database = CostDatabase::open_or_create(file);
    for (RunId next = static_cast<RunId>(database.runs().size()) + 1;; ++next) {
      database.store(numbered(next));
      if (::write(pipe, &next, sizeof next) != sizeof next) ::_exit(2);
    }
  } catch (...) {
    ::_exit(3);
  }
}

struct Killed {
  int status = 0;
  RunId last = 0;  // that it said was stored; 0: none
};

Killed run_and_kill(const std::string& file, std::chrono::microseconds after) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) write_forever(file, ends[1]);
  ::close(ends[1]);
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  Killed killed;
  ::waitpid(child, &killed.status, 0);
  for (RunId stored = 0; ::read(ends[0], &stored, sizeof stored) == sizeof stored;) killed.last = stored;
  ::close(ends[0]);
  return killed;
}

// In memory where there is such a place: a kill leaves what was written, on a disk or not, and waiting for a
// disk takes most of the time.
std::string quick_place() {
  return std::filesystem::is_directory("/dev/shm") ? "/dev/shm"
                                                   : std::filesystem::temp_directory_path().string();
}

}  // namespace

TEST_CASE("200 kills at random moments lose no run and break no file", "[costs][kill]") {
  const test::TemporaryFolder folder(quick_place());
  std::mt19937 random(2311'15269);
  std::uniform_real_distribution<double> share(0, 1);
  double window = 4'000;  // us; the moments follow the machine: longer after nothing was stored, else shorter
  RunId stored = 0, total = 0;
  for (int kill = 0; kill < 200; ++kill) {
    const std::string file = folder.file(std::to_string(kill / 20));
    if (kill % 20 == 0) stored = 0;  // a new file: its making is also a moment to be killed at
    const auto moment = std::chrono::microseconds(static_cast<std::int64_t>(window * share(random)));
    const Killed killed = run_and_kill(file, moment);
    REQUIRE(WIFSIGNALED(killed.status));
    const CostDatabase database = CostDatabase::open_or_create(file);
    const auto now = static_cast<RunId>(database.runs().size());
    CAPTURE(kill, stored, killed.last);
    REQUIRE(now >= std::max(stored, killed.last));
    for (RunId i = stored + 1; i <= now; ++i) REQUIRE(database.run(i) == canonical(numbered(i)));
    window *= now > stored ? 0.8 : 1.1;
    total += now - stored;
    stored = now;
  }
  CHECK(total >= 40);  // or nothing was interrupted
}
