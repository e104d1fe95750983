// A SQLite file that is written once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace drawdown {

/// Raises EnvironmentError, naming the file, where the disk fails.
class Database {
 public:
  /// Creates the file, and a transaction that `close` ends.
  explicit Database(const std::filesystem::path& file);

  /// Statements without results, separated by semicolons.
  void execute(const std::string& sql);
  /// Everything is on its way to the disk.
  void close();

  /// A statement that is carried out many times.
  class Statement {
   public:
    Statement(Database& database, std::string_view sql);

    /// The next parameter.
    Statement& text(std::string_view value);
    Statement& integer(std::int64_t value);
    Statement& real(std::optional<double> value);
    Statement& null();
    /// Carries it out with the parameters given since the last time.
    void run();
    /// It is not needed any more; a database closes only when all are.
    void finish() { statement_.reset(); }

   private:
    struct Finalize {
      void operator()(sqlite3_stmt* statement) const;
    };
    void check(int code);

    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int next_ = 1;
  };

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  [[noreturn]] void fail();

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace drawdown
