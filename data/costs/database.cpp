#include "data/costs/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace repetend::data {
namespace {

std::string in_words(int result, const char* message) {
  switch (result & 0xFF) {  // the low byte is the kind of error
    case SQLITE_CORRUPT:
      return fmt::format("the file is damaged ({}); move it away, or put a copy back", message);
    case SQLITE_BUSY:
      return fmt::format("another program has been using it for {} s", Database::patience_ms / 1000);
    default:
      return message;
  }
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(const std::filesystem::path& file, Access access) : file_(file) {
  sqlite3* handle = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | (access == Access::create ? SQLITE_OPEN_CREATE : 0);
  const int result = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);  // SQLite gives one on failure too, to ask it for the message
  expect_ok(result);
  sqlite3_busy_timeout(handle, patience_ms);
  execute("PRAGMA foreign_keys = ON");
}

void Database::expect_ok(int result) const {
  if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) return;
  if (result == SQLITE_NOMEM) throw std::bad_alloc();
  throw DatabaseError(fmt::format("{}: {}", file_.string(), in_words(result, sqlite3_errmsg(handle_.get()))));
}

void Database::execute(const std::string& sql) {
  expect_ok(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

Statement Database::prepare(std::string_view sql) const { return {*this, sql}; }

std::int64_t Database::number(std::string_view sql) const {
  Statement statement = prepare(sql);
  statement.start();
  return statement.next() ? statement.number(0) : 0;
}

std::string Database::text(std::string_view sql) const {
  Statement statement = prepare(sql);
  statement.start();
  return statement.next() ? std::string(statement.text(0)) : std::string();
}

std::int64_t Database::last_inserted() const { return sqlite3_last_insert_rowid(handle_.get()); }

void Database::keep_log_on_close(bool keep) {
  expect_ok(sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr));
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

Statement::Statement(const Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* handle = nullptr;
  database.expect_ok(
      sqlite3_prepare_v2(database.handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr));
  handle_.reset(handle);
}

void Statement::reset() { sqlite3_reset(handle_.get()); }  // repeats the error next() threw, if any

bool Statement::next() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  sqlite3_reset(handle_.get());  // ends its reading, so that a transaction is not kept open
  database_->expect_ok(result);
  return false;
}

void Statement::bind(int at, std::int64_t value) {
  database_->expect_ok(sqlite3_bind_int64(handle_.get(), at, value));
}
void Statement::bind(int at, double value) {
  database_->expect_ok(sqlite3_bind_double(handle_.get(), at, value));
}
void Statement::bind(int at, std::string_view value) {
  const char* const text = value.data() ? value.data() : "";  // SQLite takes a null pointer for NULL
  database_->expect_ok(
      sqlite3_bind_text64(handle_.get(), at, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind(int at, std::nullopt_t) { database_->expect_ok(sqlite3_bind_null(handle_.get(), at)); }

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(handle_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }
std::string_view Statement::text(int column) const {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return text ? std::string_view(text, static_cast<std::size_t>(size)) : std::string_view();
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

// IMMEDIATE: waits for another writer here and not in the middle, where waiting could not help.
Transaction::Transaction(Database& database) : database_(database) { database.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const DatabaseError&) {  // SQLite has rolled back by itself, on a full disk for one
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace repetend::data
