#include "sim/core/process.hpp"

#include <filesystem>

#include "sim/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;

TEST_CASE("a program's exit code comes back, and its signal as 128 more") {
  CHECK(run_program({"true"}) == 0);
  CHECK(run_program({"sh", "-c", "exit 7"}) == 7);
  CHECK(run_program({"/bin/sh", "-c", "kill -9 $$"}) == 137);
}

TEST_CASE("a program gets the environment on top of this one's") {
  CHECK(run_program({"sh", "-c", "test \"$REPETEND_A\" = \"x y\" && test -n \"$PATH\""},
                    {{"REPETEND_A", "x y"}}) == 0);
}

TEST_CASE("a program that is not there is said so by name") {
  try {
    run_program({"no-such-program-here"});
    FAIL("it ran");
  } catch (const RequestError& error) {
    CHECK(std::string(error.what()) == "cannot start no-such-program-here: No such file or directory");
  }
}

TEST_CASE("a file that is no program is not given to the shell") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("no-program", "exit 0\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  CHECK_THROWS_WITH(run_program({path}), "cannot start " + path + ": Exec format error");
}

TEST_CASE("files beside this program") {
  CHECK(std::filesystem::exists(beside_this_program("test_sim")));
  CHECK_FALSE(std::filesystem::exists(beside_this_program("no-such-program-here")));
}
