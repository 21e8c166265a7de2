#include "sim/core/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
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

// "NAME=value" of every variable, those given instead of this process's own.
std::vector<std::string> merged(const Environment& given) {
  std::vector<std::string> result;
  for (const auto& [name, value] : given) result.push_back(name + "=" + value);
  for (char** variable = ::environ; *variable; ++variable) {
    const std::string name(*variable, std::strcspn(*variable, "="));
    const auto same = [&](const auto& pair) { return pair.first == name; };
    if (std::none_of(given.begin(), given.end(), same)) result.emplace_back(*variable);
  }
  return result;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// In the child: with threads in the parent, nothing that might wait for one of their locks.
[[noreturn]] void become(char* const* words, char* const* environment, int report) {
  ::execvpe(words[0], words, environment);
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
  const std::vector<std::string> variables = merged(environment);
  const std::vector<char*> arguments = pointers(words), all_variables = pointers(variables);
  const IgnoreInterrupts ignore;
  const pid_t child = ::fork();
  if (child == 0) {
    ignore.restore();
    become(arguments.data(), all_variables.data(), report[1]);
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
