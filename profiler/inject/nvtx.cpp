// NVTX's calls as range events. Ranges of every domain nest in one stack a thread.
#include <deque>
#include <mutex>

#include "profiler/inject/recording.hpp"

namespace repetend::profiler {
namespace {

Recording* recording = nullptr;

std::string narrow(const wchar_t* text) {
  std::string result;
  for (; text && *text; ++text) result += *text < 128 ? static_cast<char>(*text) : '?';
  return result;
}
std::string narrow(const char* text) { return text ? text : ""; }

// NVTX keeps our pointer as the handle of a registered string.
template <class Char>
nvtxStringHandle_t register_string(nvtxDomainHandle_t, const Char* text) {
  static std::mutex mutex;
  static auto& strings = *new std::deque<std::string>;  // as long as the process
  const std::lock_guard lock(mutex);
  return reinterpret_cast<nvtxStringHandle_t>(&strings.emplace_back(narrow(text)));
}

std::string message(const nvtxEventAttributes_t* event) {
  if (!event) return "";
  switch (event->messageType) {
    case NVTX_MESSAGE_TYPE_ASCII:
      return narrow(event->message.ascii);
    case NVTX_MESSAGE_TYPE_UNICODE:
      return narrow(event->message.unicode);
    case NVTX_MESSAGE_TYPE_REGISTERED:
      return event->message.registered ? *reinterpret_cast<std::string*>(event->message.registered) : "";
    default:
      return "";
  }
}

thread_local int depth = 0;

int push(std::string name) {
  recording->range(RangeAction::push, 0, std::move(name));
  return depth++;
}
int pop() {
  recording->range(RangeAction::pop, 0, "");
  return depth > 0 ? --depth : -1;
}
nvtxRangeId_t start(std::string name) {
  static std::atomic<nvtxRangeId_t> last{0};
  const nvtxRangeId_t id = ++last;
  recording->range(RangeAction::start, id, std::move(name));
  return id;
}
void end(nvtxRangeId_t id) { recording->range(RangeAction::end, id, ""); }
void mark(std::string text) { recording->range(RangeAction::mark, 0, std::move(text)); }

// One module's functions: NVTX's own table of pointers to its function pointers, which we overwrite.
class Table {
 public:
  Table(const NvtxExportTableCallbacks& callbacks, NvtxCallbackModule module) {
    if (!callbacks.GetModuleFunctionTable(module, &table_, &size_)) size_ = 0;
  }
  // A function, or a lambda that is as good as one.
  template <class Function>
  void set(unsigned int id, Function function) {
    if (id < size_ && table_[id]) *table_[id] = reinterpret_cast<NvtxFunctionPointer>(+function);
  }
  bool empty() const { return size_ == 0; }

 private:
  NvtxFunctionTable table_ = nullptr;
  unsigned int size_ = 0;
};

// What NVTX calls instead of doing nothing, in the C types of its functions.
using Event = const nvtxEventAttributes_t*;
using Domain = nvtxDomainHandle_t;

void set_core(Table& table) {
  table.set(NVTX_CBID_CORE_MarkEx, [](Event e) { mark(message(e)); });
  table.set(NVTX_CBID_CORE_MarkA, [](const char* text) { mark(narrow(text)); });
  table.set(NVTX_CBID_CORE_MarkW, [](const wchar_t* text) { mark(narrow(text)); });
  table.set(NVTX_CBID_CORE_RangeStartEx, [](Event e) { return start(message(e)); });
  table.set(NVTX_CBID_CORE_RangeStartA, [](const char* text) { return start(narrow(text)); });
  table.set(NVTX_CBID_CORE_RangeStartW, [](const wchar_t* text) { return start(narrow(text)); });
  table.set(NVTX_CBID_CORE_RangeEnd, end);
  table.set(NVTX_CBID_CORE_RangePushEx, [](Event e) { return push(message(e)); });
  table.set(NVTX_CBID_CORE_RangePushA, [](const char* text) { return push(narrow(text)); });
  table.set(NVTX_CBID_CORE_RangePushW, [](const wchar_t* text) { return push(narrow(text)); });
  table.set(NVTX_CBID_CORE_RangePop, pop);
}

void set_domains(Table& table) {
  table.set(NVTX_CBID_CORE2_DomainMarkEx, [](Domain, Event e) { mark(message(e)); });
  table.set(NVTX_CBID_CORE2_DomainRangeStartEx, [](Domain, Event e) { return start(message(e)); });
  table.set(NVTX_CBID_CORE2_DomainRangeEnd, [](Domain, nvtxRangeId_t id) { end(id); });
  table.set(NVTX_CBID_CORE2_DomainRangePushEx, [](Domain, Event e) { return push(message(e)); });
  table.set(NVTX_CBID_CORE2_DomainRangePop, [](Domain) { return pop(); });
  table.set(NVTX_CBID_CORE2_DomainRegisterStringA, register_string<char>);
  table.set(NVTX_CBID_CORE2_DomainRegisterStringW, register_string<wchar_t>);
}

}  // namespace

bool record_nvtx(NvtxGetExportTableFunc_t tables, Recording& into) {
  const auto* const callbacks = static_cast<const NvtxExportTableCallbacks*>(tables(NVTX_ETID_CALLBACKS));
  if (!callbacks || callbacks->struct_size < sizeof(NvtxExportTableCallbacks)) return false;
  recording = &into;
  Table core(*callbacks, NVTX_CB_MODULE_CORE), domains(*callbacks, NVTX_CB_MODULE_CORE2);
  set_core(core);
  set_domains(domains);
  return !core.empty();
}

}  // namespace repetend::profiler
