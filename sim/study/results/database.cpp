#include "sim/study/results/database.hpp"

#include <sqlite3.h>

#include "sim/base/errors.hpp"

namespace drawdown {

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close(connection);
}

Database::Database(const std::filesystem::path& file) : file_(file) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &connection,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) fail();
  // A file under a temporary name needs no journal: if it is not finished, it is thrown away.
  execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void Database::close() {
  execute("COMMIT");
  if (sqlite3_close(connection_.get()) != SQLITE_OK) fail();
  static_cast<void>(connection_.release());
}

void Database::fail() {
  const char* reason = connection_ ? sqlite3_errmsg(connection_.get()) : "out of memory";
  throw EnvironmentError(fmt::format("cannot write {}: {}", file_.string(), reason));
}

void Database::Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Database::Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database.connection_.get(), sql.data(), static_cast<int>(sql.size()),
                           &statement, nullptr));
  statement_.reset(statement);
}

void Database::Statement::check(int code) {
  if (code != SQLITE_OK) database_->fail();
}

Database::Statement& Database::Statement::text(std::string_view value) {
  check(sqlite3_bind_text(statement_.get(), next_++, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT));
  return *this;
}

Database::Statement& Database::Statement::integer(std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), next_++, value));
  return *this;
}

Database::Statement& Database::Statement::real(std::optional<double> value) {
  if (!value) return null();
  check(sqlite3_bind_double(statement_.get(), next_++, *value));
  return *this;
}

Database::Statement& Database::Statement::null() {
  check(sqlite3_bind_null(statement_.get(), next_++));
  return *this;
}

void Database::Statement::run() {
  if (sqlite3_step(statement_.get()) != SQLITE_DONE) database_->fail();
  check(sqlite3_reset(statement_.get()));
  next_ = 1;
}

}  // namespace drawdown
