// SQLite in three small classes. Whatever goes wrong with the file is a DatabaseError that names it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace repetend::data {

struct DatabaseError : RequestError {
  using RequestError::RequestError;
};

class Statement;

class Database {
 public:
  enum class Access { existing, create };

  // Foreign keys are enforced; a file that another program is writing to is waited for up to `patience_ms`.
  Database(const std::filesystem::path&, Access);
  Database(const Database&) = delete;  // statements refer to it
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& file() const { return file_; }

  // One or several statements without values.
  void execute(const std::string& sql);
  Statement prepare(std::string_view sql) const;

  // The first column of the first row, of a query that has one.
  std::int64_t number(std::string_view sql) const;
  std::string text(std::string_view sql) const;

  std::int64_t last_inserted() const;

  // Without it the last connection to close moves what is in the write-ahead log to the file.
  void keep_log_on_close(bool);

  static constexpr int patience_ms = 5'000;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3*) const;
  };
  void expect_ok(int result) const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// A compiled statement, to be used again and again. Refers to its Database.
class Statement {
 public:
  // Runs it with these values for its ?s, to its end.
  template <class... Values>
  void run(const Values&... values) {
    start(values...);
    while (next()) {
    }
  }

  // Then next() until it is false, reading the columns of each row.
  template <class... Values>
  void start(const Values&... values) {
    reset();
    int at = 0;
    (bind(++at, values), ...);
  }
  bool next();

  // Columns from 0. Text is valid until next() or start().
  std::int64_t number(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt*) const;
  };
  Statement(const Database&, std::string_view sql);

  void reset();
  void bind(int at, std::int64_t);
  void bind(int at, std::int32_t value) { bind(at, std::int64_t{value}); }
  void bind(int at, double);
  void bind(int at, std::string_view);
  void bind(int at, std::nullopt_t);
  template <class T>
  void bind(int at, const std::optional<T>& value) {
    value ? bind(at, *value) : bind(at, std::nullopt);
  }

  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// Everything between its construction and commit(), or nothing of it.
class Transaction {
 public:
  explicit Transaction(Database&);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace repetend::data
