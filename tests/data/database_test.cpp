// The layer over SQLite, and files that carry whose they are.
#include <fstream>

#include "data/costs/versioned.hpp"
#include "sim/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using namespace repetend::data;
using test::TemporaryFolder;

namespace {

constexpr std::int32_t mark = 0x54657374;
constexpr std::array first_version = {"CREATE TABLE fruit (id INTEGER PRIMARY KEY, name TEXT) STRICT"};
constexpr std::array second_version = {
    first_version[0], "ALTER TABLE fruit ADD COLUMN colour TEXT; UPDATE fruit SET colour = 'red'"};
const Schema first{"fruit bowl", mark, first_version}, second{"fruit bowl", mark, second_version};

std::unique_ptr<Database> open(const std::string& file, const Schema& schema) {
  return open_versioned(file, Database::Access::create, schema);
}

void add(Database& database, const std::string& name) {
  database.prepare("INSERT INTO fruit (name) VALUES (?)").run(name);
}

// A file of many pages.
void fill(const std::string& file) {
  const auto database = open(file, first);
  Transaction transaction(*database);
  for (int i = 0; i < 2000; ++i) add(*database, "a fruit with a long name");
  transaction.commit();
}

// What opening it says; the file must stay as it was, and alone.
std::string refusal(const TemporaryFolder& folder, const std::string& file, const Schema& schema) {
  const std::string before = read_file(file);
  const std::size_t entries = folder.entries();
  std::string message;
  for (const auto access : {Database::Access::existing, Database::Access::create}) try {
      open_versioned(file, access, schema);
      message += "opened";
    } catch (const DatabaseError& error) {
      message = error.what();
    }
  CHECK(read_file(file) == before);
  CHECK(folder.entries() == entries);
  return message;
}

}  // namespace

TEST_CASE("values come back as they were bound", "[database]") {
  const TemporaryFolder folder;
  Database database(folder.file("db"), Database::Access::create);
  Statement statement = database.prepare("SELECT ?, ?, ?, ?, ?");
  const std::string text("a\0b", 3);
  statement.start(std::int64_t{1} << 62, 0.1, text, std::optional<std::int64_t>{}, std::optional(7));
  REQUIRE(statement.next());
  CHECK(statement.number(0) == std::int64_t{1} << 62);
  CHECK(statement.real(1) == 0.1);
  CHECK(statement.text(2) == text);
  CHECK(statement.is_null(3));
  CHECK(statement.number(4) == 7);
  CHECK_FALSE(statement.next());
  statement.start(std::string_view(), 1, 2, 3, 4);
  REQUIRE(statement.next());
  CHECK_FALSE(statement.is_null(0));
}

TEST_CASE("what is not committed is rolled back", "[database]") {
  const TemporaryFolder folder;
  const auto database = open(folder.file("db"), first);
  {
    Transaction transaction(*database);
    add(*database, "apple");
  }
  CHECK(database->number("SELECT count(*) FROM fruit") == 0);
  Transaction transaction(*database);
  add(*database, "pear");
  transaction.commit();
  CHECK(database->text("SELECT name FROM fruit") == "pear");
}

TEST_CASE("a failure inside a transaction leaves nothing of it", "[database]") {
  const TemporaryFolder folder;
  const auto database = open(folder.file("db"), first);
  const auto two_of_one_id = [&] {
    Transaction transaction(*database);
    Statement insert = database->prepare("INSERT INTO fruit (id, name) VALUES (1, ?)");
    insert.run("apple");
    insert.run("pear");
    transaction.commit();
  };
  CHECK_THROWS_WITH(two_of_one_id(), ContainsSubstring(folder.file("db") + ": UNIQUE constraint failed"));
  CHECK(database->number("SELECT count(*) FROM fruit") == 0);
}

TEST_CASE("a new file has mark, version and a write-ahead log", "[database]") {
  const TemporaryFolder folder;
  const std::string file = folder.file("new/folder/db");
  CHECK_THROWS_WITH(open_versioned(file, Database::Access::existing, first),
                    file + ": there is no fruit bowl");
  const auto database = open(file, second);
  CHECK(database->number("PRAGMA application_id") == mark);
  CHECK(database->number("PRAGMA user_version") == 2);
  CHECK(database->number("PRAGMA foreign_keys") == 1);
  CHECK(database->text("PRAGMA journal_mode") == "wal");
}

TEST_CASE("an older file is brought up to date and keeps what it has", "[database]") {
  const TemporaryFolder folder;
  add(*open(folder.file("db"), first), "apple");
  const auto database = open_versioned(folder.file("db"), Database::Access::existing, second);
  CHECK(database->text("SELECT name || colour FROM fruit") == "applered");
  CHECK(database->number("PRAGMA user_version") == 2);
}

TEST_CASE("a migration that fails leaves the old version", "[database]") {
  const TemporaryFolder folder;
  add(*open(folder.file("db"), first), "apple");
  constexpr std::array bad = {first_version[0],
                              "ALTER TABLE fruit ADD COLUMN colour TEXT; DROP TABLE vegetable"};
  CHECK_THROWS_AS(open(folder.file("db"), {"fruit bowl", mark, bad}), DatabaseError);
  const auto database = open(folder.file("db"), first);
  CHECK(database->number("SELECT count(*) FROM pragma_table_info('fruit')") == 2);
}

TEST_CASE("newer, foreign and broken files are refused and left as they are", "[database]") {
  const TemporaryFolder folder;
  const std::string file = folder.file("db");
  SECTION("newer") {
    open(file, second);
    CHECK(refusal(folder, file, first) ==
          file + ": a fruit bowl of version 2, and this program knows up to 1; use a newer one");
  }
  SECTION("foreign database") {
    Database(file, Database::Access::create).execute("CREATE TABLE vegetable (id)");
    CHECK(refusal(folder, file, first) == file + ": a database of another program, expected a fruit bowl");
  }
  SECTION("not a database") {
    folder.write("db", "Dear diary, " + std::string(5000, 'x'));
    CHECK(refusal(folder, file, first) == file + ": not a fruit bowl");
  }
  SECTION("too short for a header") {
    folder.write("db", "SQLite format 3");
    CHECK(refusal(folder, file, first) == file + ": not a fruit bowl");
  }
  SECTION("cut off") {
    fill(file);
    folder.write("db", read_file(file).substr(0, 8192));
    CHECK_THAT(refusal(folder, file, first), ContainsSubstring(file + ": the file is damaged"));
  }
  SECTION("overwritten in the middle") {
    fill(file);
    std::fstream(file).seekp(3 * 4096).write(std::string(4096, '*').c_str(), 4096);
    CHECK_THAT(refusal(folder, file, first), ContainsSubstring(file + ": the file is damaged"));
  }
  SECTION("a folder") { CHECK_THROWS_WITH(open(folder.file("."), first), ContainsSubstring(": not a file")); }
}

// Only its log says that it is newer: the program that wrote it was killed before it moved the log into it.
TEST_CASE("a newer version that is still in the log is refused and left there", "[database]") {
  const TemporaryFolder folder;
  const std::string file = folder.file("db");
  open(file, first);
  {
    Database database(file, Database::Access::existing);
    database.keep_log_on_close(true);
    database.execute("PRAGMA user_version = 2");
  }
  const std::string log = read_file(file + "-wal");
  REQUIRE_FALSE(log.empty());
  CHECK_THAT(refusal(folder, file, first), ContainsSubstring("of version 2"));
  CHECK(read_file(file + "-wal") == log);
}
