// Files that carry whose they are and which version of the tables they hold.
#pragma once

#include <memory>
#include <span>

#include "data/costs/database.hpp"

namespace repetend::data {

struct Schema {
  std::string_view what;        // "cost database", for messages
  std::int32_t application_id;  // SQLite's mark of whose file it is
  // The i-th makes version i + 1 of version i; never changed once shipped.
  std::span<const char* const> migrations;
};

const Schema& cost_schema();  // the cost database's tables

// Whether the file is there and begins like one of SQLite's.
bool is_sqlite(const std::filesystem::path&);

// Opens a file of this schema; older versions are brought up to date. Access::create makes a file that is not
// there or empty, and its folder. Throws RequestError, and leaves every byte as it is, when the file belongs
// to another program, is no SQLite file, is damaged, or has a version that only a newer program knows.
std::unique_ptr<Database> open_versioned(const std::filesystem::path&, Database::Access, const Schema&);

}  // namespace repetend::data
