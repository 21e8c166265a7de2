#include "sim/core/process.hpp"

#include <spawn.h>
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
  ~IgnoreInterrupts() {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGQUIT, quit_);
  }
  IgnoreInterrupts(const IgnoreInterrupts&) = delete;
  IgnoreInterrupts& operator=(const IgnoreInterrupts&) = delete;
  // The signals that the program may die of again: those that this one did not ignore before.
  sigset_t not_ignored_before() const {
    sigset_t result;
    sigemptyset(&result);
    if (interrupt_ != SIG_IGN) sigaddset(&result, SIGINT);
    if (quit_ != SIG_IGN) sigaddset(&result, SIGQUIT);
    return result;
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

// Starts a program; the error, or 0. Unlike execvp, posix_spawnp gives no file of an unknown format to the
// shell.
int start(pid_t& child, char* const* words, char* const* environment, const sigset_t& defaults) {
  posix_spawnattr_t attributes;
  if (const int error = posix_spawnattr_init(&attributes)) return error;
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  // A busy virtual machine was seen to refuse a sound program once as of an unknown format, and to start it
  // after.
  constexpr int most_tries = 3;
  int error = ENOEXEC;
  for (int tries = 0; error == ENOEXEC && tries < most_tries; ++tries)
    error = ::posix_spawnp(&child, words[0], nullptr, &attributes, words, environment);
  posix_spawnattr_destroy(&attributes);
  return error;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int by_signal = 128;  // as shells do
  return WIFSIGNALED(status) ? by_signal + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

int run_program(const std::vector<std::string>& words, const Environment& environment) {
  const std::vector<std::string> variables = merged(environment);
  const std::vector<char*> arguments = pointers(words), all_variables = pointers(variables);
  const IgnoreInterrupts ignore;
  pid_t child = 0;
  const int error = start(child, arguments.data(), all_variables.data(), ignore.not_ignored_before());
  if (error != 0)
    throw RequestError("cannot start " + words.front() + ": " + std::generic_category().message(error));
  return wait_for(child);
}

std::string beside_this_program(const std::string& name) {
  std::error_code ignored;
  return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name).string();
}

}  // namespace repetend
