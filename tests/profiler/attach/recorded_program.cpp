// A program to attach to: NVTX ranges of every sort, and CUDA as far as CUPTI can tell. Its argument says how
// it behaves: nothing, ranges (NVTX alone), cuda, late (CUDA after the first NVTX call), crash, fail (exit
// code 3).
#include <dlfcn.h>
#include <nvtx3/nvToolsExt.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

#include "tests/profiler/attach/fake_cupti.hpp"

namespace {

FakeLaunch* launch = nullptr;
FakeMemory* memory = nullptr;

template <class Function>
void find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(::dlsym(library, name));
  if (!function) std::abort();
}

// As the driver does when CUDA starts.
void start_cuda() {
  const char* const injected = std::getenv("CUDA_INJECTION64_PATH");
  void* const library = injected ? ::dlopen(injected, RTLD_NOW) : nullptr;
  if (!library) return;
  int (*initialize)() = nullptr;
  find(library, "InitializeInjection", initialize);
  if (initialize() != 1) std::abort();
  void* const cupti = ::dlopen("libcupti.so.13", RTLD_NOW | RTLD_NOLOAD);
  if (!cupti) std::abort();
  find(cupti, "fake_launch", launch);
  find(cupti, "fake_memory", memory);
}

nvtxEventAttributes_t attributes() {
  nvtxEventAttributes_t event{};
  event.version = NVTX_VERSION;
  event.size = NVTX_EVENT_ATTRIB_STRUCT_SIZE;
  return event;
}

void forward(std::uint32_t micro_batch) {
  const std::string name = "F0@" + std::to_string(micro_batch);
  nvtxRangePushA(name.c_str());
  nvtxRangePushW(L"attention");
  if (launch) launch(10 * micro_batch + 1, 2000);
  nvtxRangePop();
  if (launch) launch(10 * micro_batch + 2, 3000);
  if (memory) memory(10 * micro_batch + 3, 0xA000 + micro_batch, 4096, false);
  nvtxRangePop();
}

// Backward runs in a thread of its own, as PyTorch's does: a process range holds it.
void backward(std::uint32_t micro_batch) {
  const auto range = nvtxRangeStartA(("B0@" + std::to_string(micro_batch)).c_str());
  std::thread([=] {
    if (launch) launch(10 * micro_batch + 4, 7000);
    if (memory) memory(10 * micro_batch + 5, 0xA000 + micro_batch, 0, true);
  }).join();
  nvtxMarkA("repetend.memory peak=123456 kept=-789");
  nvtxRangeEnd(range);
}

// A step in a domain with a registered name.
void optimizer() {
  const auto domain = nvtxDomainCreateA("framework");
  auto event = attributes();
  event.messageType = NVTX_MESSAGE_TYPE_REGISTERED;
  event.message.registered = nvtxDomainRegisterStringA(domain, "step");
  nvtxDomainRangePushEx(domain, &event);
  if (launch) launch(900, 1000);
  nvtxDomainRangePop(domain);
}

}  // namespace

int main(int, char** arguments) {
  const std::string what = arguments[1] ? arguments[1] : "nothing";
  if (what == "nothing") return 0;
  if (what == "late") nvtxMarkA("before CUDA starts");
  if (what != "ranges") start_cuda();
  for (std::uint32_t i = 0; i < 2; ++i) forward(i);
  for (std::uint32_t i = 0; i < 2; ++i) backward(i);
  optimizer();
  if (what == "crash") std::raise(SIGSEGV);
  return what == "fail" ? 3 : 0;
}
