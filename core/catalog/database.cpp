#include "core/catalog/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr int kBusyMilliseconds = 60000;

[[noreturn]] void fail(sqlite3* connection, const std::string& attempt) {
    const int code = sqlite3_errcode(connection);
    const Fault fault = code == SQLITE_FULL ? Fault::kNoSpace : Fault::kSystem;
    throw Error(fault, fmt::format("catalogue: {}: {}", attempt, sqlite3_errmsg(connection)));
}

}  // namespace

Rows::~Rows() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
    const int answer = sqlite3_step(statement_);
    if (answer == SQLITE_ROW) return true;
    if (answer == SQLITE_DONE) return false;
    fail(connection_, sqlite3_sql(statement_));
}

int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Rows::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string Rows::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Rows::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<int64_t> Rows::find_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

Database::Database(const std::filesystem::path& path, Access access) : path_(path.string()) {
    const int flags =
        SQLITE_OPEN_NOMUTEX | (access == Access::kWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                        : SQLITE_OPEN_READONLY);
    if (sqlite3_open_v2(path_.c_str(), &connection_, flags, nullptr) != SQLITE_OK) {
        const std::string reason = connection_ ? sqlite3_errmsg(connection_) : "out of memory";
        sqlite3_close(connection_);
        throw Error(Fault::kSystem, fmt::format("cannot open catalogue {}: {}", path_, reason));
    }
    sqlite3_busy_timeout(connection_, kBusyMilliseconds);
    try {
        // Checkpoints write and sync the database itself: after 64 MiB of log, not after 4.
        if (access == Access::kWrite)
            script(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA wal_autocheckpoint=16384; PRAGMA journal_size_limit=67108864;");
        script("PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;");
    } catch (...) {
        sqlite3_close(connection_);
        throw;
    }
}

Database::~Database() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(connection_);
}

sqlite3_stmt* Database::prepare(const char* sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) return found->second;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
        SQLITE_OK)
        fail(connection_, sql);
    statements_.emplace(sql, statement);
    return statement;
}

void Database::bind(sqlite3_stmt* statement, int index, int64_t value) {
    if (sqlite3_bind_int64(statement, index, value) != SQLITE_OK) fail(connection_, "bind");
}

void Database::bind(sqlite3_stmt* statement, int index, double value) {
    if (sqlite3_bind_double(statement, index, value) != SQLITE_OK) fail(connection_, "bind");
}

void Database::bind(sqlite3_stmt* statement, int index, std::string_view value) {
    if (sqlite3_bind_text64(statement, index, value.data(), value.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8) != SQLITE_OK)
        fail(connection_, "bind");
}

void Database::bind_null(sqlite3_stmt* statement, int index) {
    if (sqlite3_bind_null(statement, index) != SQLITE_OK) fail(connection_, "bind");
}

void Database::script(const char* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(connection_, sql);
}

int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(connection_); }

void Database::transaction(const std::function<void()>& work) {
    script("BEGIN IMMEDIATE");
    try {
        work();
        script("COMMIT");
    } catch (...) {
        sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
        throw;
    }
}

void Database::set_durable(bool durable) {
    script(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
}

}  // namespace heafs
