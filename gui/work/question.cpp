#include "gui/work/question.hpp"

#include "sim/schedules/schedule.hpp"

namespace repetend::gui {

ScheduleKey parse_key(const std::string& key) {
  const std::size_t at = key.find('@');
  if (at == std::string::npos || !is_schedule(key)) return {key, ""};
  return {key.substr(0, at), key.substr(at + 1)};
}

bool is_schedule(const std::string& key) {
  const std::string name = key.substr(0, key.find('@'));
  return name == "search" || find_schedule(name);
}

}  // namespace repetend::gui
