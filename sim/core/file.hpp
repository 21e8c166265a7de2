// Whole files in and out.
#pragma once

#include <string>

namespace repetend {

// Reads a whole file; throws RequestError when it cannot.
std::string read_file(const std::string& file);

// Writes to a temporary name beside it and renames, so that a failure leaves the old file as it was; throws
// RequestError. What is there and is no regular file (a terminal, a pipe) is written to as it is.
void write_file(const std::string& file, const std::string& text);

// Throws RequestError when write_file() could not even begin: the directory is not there or closed, or the
// file is a directory.
void expect_writable(const std::string& file);

// Whether two names lead to one regular file, through links too, or would once it is there.
bool same_file(const std::string& a, const std::string& b);

}  // namespace repetend
