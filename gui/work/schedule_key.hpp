// Names of rows: "search", a schedule's name for the best placement it applies to, "NAME@PLACEMENT", or an
// opened plan's title.
#pragma once

#include <string>

namespace repetend::gui {

struct ScheduleKey {
  std::string schedule;   // of an opened plan the whole title, whatever is in it
  std::string placement;  // none: the best
};
ScheduleKey parse_key(const std::string&);

// A schedule that this version of the program can make.
bool is_schedule(const std::string& key);

}  // namespace repetend::gui
