// Where measurements go: the cost database, or a text file that one is built from elsewhere.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <optional>
#include <vector>

#include "data/costs/records.hpp"

namespace repetend::profiler {

// --db FILE, --text FILE.
void add_result_options(boost::program_options::options_description&);

// Where the options say to store; nowhere for neither of them, unless `by_default`: then in the default
// database.
class Store {
 public:
  // Throws RequestError where its files could not be written: now, before a long measurement.
  Store(const boost::program_options::variables_map&, bool by_default);
  bool nowhere() const { return !database_ && !text_; }
  // Says on standard error where the run went.
  void add(const data::Run&) const;

 private:
  std::optional<std::string> database_, text_;
};

// Date and tool of a run that is made now.
data::Run begin_run(const std::vector<std::string>& command);

}  // namespace repetend::profiler
