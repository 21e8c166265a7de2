// --hidden, --heads and the like: the model whose operators are measured.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include "data/models/layers/model.hpp"

namespace repetend::profiler {

void add_model_options(boost::program_options::options_description&);

// Throws UsageError with the option and what was expected.
data::Model model_from(const boost::program_options::variables_map&);

}  // namespace repetend::profiler
