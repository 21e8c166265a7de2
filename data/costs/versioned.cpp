#include "data/costs/versioned.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/endian/conversion.hpp>
#include <cstring>
#include <fstream>
#include <system_error>

namespace repetend::data {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
  throw DatabaseError(fmt::format("{}: {}", file.string(), why));
}

void refuse_newer(const fs::path& file, std::int64_t version, const Schema& schema) {
  if (version <= std::ssize(schema.migrations)) return;
  refuse(file, fmt::format("a {} of version {}, and this program knows up to {}; use a newer one",
                           schema.what, version, schema.migrations.size()));
}

// Looked at before SQLite sees the file: SQLite may write to whatever it opens, for one to finish what a
// program left half done. The format: https://www.sqlite.org/fileformat.html#the_database_header
struct Header {
  static constexpr std::size_t size = 100;
  std::array<unsigned char, size> bytes{};
  std::int64_t read = 0;

  explicit Header(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) refuse(file, "cannot be read");
    stream.read(reinterpret_cast<char*>(bytes.data()), size);
    read = stream.gcount();
  }
  bool is_empty() const { return read == 0; }
  bool is_sqlite() const {
    constexpr std::string_view magic("SQLite format 3\0", 16);
    return read == size && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
  }
  std::uint32_t version() const { return boost::endian::load_big_u32(&bytes[60]); }
  std::uint32_t application_id() const { return boost::endian::load_big_u32(&bytes[68]); }
};

void inspect(const fs::path& file, Database::Access access, const Schema& schema) {
  const bool create = access == Database::Access::create;
  if (!fs::exists(file)) {
    if (!create) refuse(file, fmt::format("there is no {}", schema.what));
    return;
  }
  if (!fs::is_regular_file(file)) refuse(file, fmt::format("not a file, expected a {}", schema.what));
  const Header header(file);
  if (header.is_empty() && create) return;  // as a program leaves it that is killed while it makes one
  if (!header.is_sqlite()) refuse(file, fmt::format("not a {}", schema.what));
  if (header.application_id() != static_cast<std::uint32_t>(schema.application_id))
    refuse(file, fmt::format("a database of another program, expected a {}", schema.what));
  refuse_newer(file, header.version(), schema);
}

void make_folder(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) refuse(file, fmt::format("its folder cannot be made: {}", error.message()));
}

std::int64_t version_of(const Database& database) { return database.number("PRAGMA user_version"); }

bool has_log(const fs::path& file) {
  std::error_code none;
  const auto size = fs::file_size(file.string() + "-wal", none);
  return !none && size > 0;
}

// What the header cannot tell: a version that is still in the write-ahead log, damage elsewhere.
void inspect(Database& database, bool had_log, const Schema& schema) {
  database.keep_log_on_close(had_log);
  refuse_newer(database.file(), version_of(database), schema);
  if (const std::string found = database.text("PRAGMA quick_check(1)"); found != "ok")
    refuse(database.file(), fmt::format("the file is damaged ({}); move it away, or put a copy back", found));
  database.keep_log_on_close(false);
}

// Mark, version and tables in one transaction, and before the file has a write-ahead log: so the header says
// whose file it is as soon as it says anything.
void migrate(Database& database, const Schema& schema) {
  if (version_of(database) == std::ssize(schema.migrations)) return;
  Transaction transaction(database);
  for (auto done = version_of(database); done < std::ssize(schema.migrations); ++done)
    database.execute(schema.migrations[static_cast<std::size_t>(done)]);
  database.execute(fmt::format("PRAGMA application_id = {}", schema.application_id));
  database.execute(fmt::format("PRAGMA user_version = {}", schema.migrations.size()));
  transaction.commit();
}

}  // namespace

bool is_sqlite(const fs::path& file) { return fs::is_regular_file(file) && Header(file).is_sqlite(); }

std::unique_ptr<Database> open_versioned(const fs::path& file, Database::Access access,
                                         const Schema& schema) {
  inspect(file, access, schema);
  if (access == Database::Access::create) make_folder(file);
  const bool had_log = has_log(file);
  auto database = std::make_unique<Database>(file, access);
  inspect(*database, had_log, schema);
  migrate(*database, schema);
  database->execute("PRAGMA journal_mode = WAL");
  return database;
}

}  // namespace repetend::data
