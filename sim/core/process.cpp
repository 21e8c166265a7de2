#include "sim/core/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "sim/core/error.hpp"

namespace repetend {
namespace {

// Ctrl-C reaches everybody in the foreground: whoever waits must not die of it before the program has ended.
class IgnoreInterrupts {
 public:
  IgnoreInterrupts() : interrupt_(std::signal(SIGINT, SIG_IGN)), quit_(std::signal(SIGQUIT, SIG_IGN)) {}
  ~IgnoreInterrupts() { restore(); }
  IgnoreInterrupts(const IgnoreInterrupts&) = delete;
  IgnoreInterrupts& operator=(const IgnoreInterrupts&) = delete;
  void restore() const {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGQUIT, quit_);
  }

 private:
  using Handler = void (*)(int);
  Handler interrupt_, quit_;
};

[[noreturn]] void become(const std::vector<std::string>& words, const Environment& environment, int report) {
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  const int error = errno;
  if (::write(report, &error, sizeof error) < 0) ::_exit(127);
  ::_exit(126);
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int by_signal = 128;  // as shells do
  return WIFSIGNALED(status) ? by_signal + WTERMSIG(status) : WEXITSTATUS(status);
}

[[noreturn]] void fail(const std::string& program, int error) {
  throw RequestError("cannot start " + program + ": " + std::generic_category().message(error));
}

}  // namespace

int run_program(const std::vector<std::string>& words, const Environment& environment) {
  int report[2];  // closed by a successful exec; else it says why there was none
  if (::pipe2(report, O_CLOEXEC) != 0) fail(words.front(), errno);
  const IgnoreInterrupts ignore;
  const pid_t child = ::fork();
  if (child == 0) {
    ignore.restore();
    become(words, environment, report[1]);
  }
  const int fork_error = errno;
  ::close(report[1]);
  int error = 0;
  const bool failed = child > 0 && ::read(report[0], &error, sizeof error) == sizeof error;
  ::close(report[0]);
  if (child < 0) fail(words.front(), fork_error);
  const int code = wait_for(child);
  if (failed) fail(words.front(), error);
  return code;
}

std::string beside_this_program(const std::string& name) {
  std::error_code ignored;
  return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name).string();
}

}  // namespace repetend
