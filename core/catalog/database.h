// The wall around SQLite: a connection, its statements, transactions. sqlite3.h stops here.
// One connection belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace heafs {

// The rows of one running statement. At most one for each text of SQL at a time.
class Rows {
   public:
    Rows(sqlite3* connection, sqlite3_stmt* statement)
        : connection_(connection), statement_(statement) {}
    Rows(Rows&& other) noexcept
        : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    // Steps to the next row; false after the last.
    bool next();
    int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    bool is_null(int column) const;
    std::optional<int64_t> find_integer(int column) const;

   private:
    sqlite3* connection_;
    sqlite3_stmt* statement_;
};

enum class Access { kRead, kWrite };

class Database {
   public:
    // Opens (with kWrite: makes) the database. Raises Fault::kSystem with SQLite's words.
    Database(const std::filesystem::path& path, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Runs `sql` with the values bound in order; nothing may be concatenated into it.
    template <typename... Values>
    Rows query(const char* sql, const Values&... values) {
        sqlite3_stmt* statement = prepare(sql);
        int index = 0;
        (bind(statement, ++index, values), ...);
        return Rows(connection_, statement);
    }
    // The same for statements without rows.
    template <typename... Values>
    void run(const char* sql, const Values&... values) {
        query(sql, values...).next();
    }
    // Several statements without values: schema and pragmas.
    void script(const char* sql);
    int64_t last_row_id() const;

    // Runs `work` in one transaction that takes the write lock first; rolled back when it throws.
    void transaction(const std::function<void()>& work);
    // Whether commits survive a power cut (FULL) or only the end of the process (NORMAL).
    void set_durable(bool durable);

   private:
    sqlite3_stmt* prepare(const char* sql);
    void bind(sqlite3_stmt* statement, int index, int64_t value);
    void bind(sqlite3_stmt* statement, int index, int value) {
        bind(statement, index, int64_t{value});
    }
    void bind(sqlite3_stmt* statement, int index, uint32_t value) {
        bind(statement, index, int64_t{value});
    }
    void bind(sqlite3_stmt* statement, int index, uint64_t value) {
        bind(statement, index, static_cast<int64_t>(value));
    }
    void bind(sqlite3_stmt* statement, int index, double value);
    void bind(sqlite3_stmt* statement, int index, std::string_view value);
    void bind(sqlite3_stmt* statement, int index, const std::string& value) {
        bind(statement, index, std::string_view(value));
    }
    void bind(sqlite3_stmt* statement, int index, const char* value) {
        bind(statement, index, std::string_view(value));
    }
    void bind_null(sqlite3_stmt* statement, int index);
    template <typename T>
    void bind(sqlite3_stmt* statement, int index, const std::optional<T>& value) {
        if (value)
            bind(statement, index, *value);
        else
            bind_null(statement, index);
    }

    sqlite3* connection_ = nullptr;
    std::string path_;
    std::unordered_map<std::string_view, sqlite3_stmt*> statements_;  // keys are SQL literals
};

}  // namespace heafs
