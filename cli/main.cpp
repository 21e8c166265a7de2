#include "cli/run.hpp"

int main(int argc, char** argv) { return repetend::cli::run(argc, argv); }
