// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/database.h"

#include "core/study/sqlite/sqlite_errors.h"
#include "core/study/sqlite/unlocked_file.h"

#include <map>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

/// A statement of SQLite's own: SQLiteCpp counts references for each value that is read, which took half of
/// the time of reading a million rows.
struct Prepared {
    Prepared(sqlite3* handle, const std::string& text)
        : sql(text) {
        const int code = sqlite3_prepare_v3(handle, sql.c_str(), static_cast<int>(sql.size()) + 1,
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK)
            throw SQLite::Exception(handle, code);
    }
    ~Prepared() { sqlite3_finalize(statement); }
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    void check(int code) const {
        if (code != SQLITE_OK)
            throw SQLite::Exception(sqlite3_db_handle(statement), code);
    }

    std::string sql;
    sqlite3_stmt* statement = nullptr;
};

struct Connection {
    Connection(std::string placeText, const std::string& name, int flags,
               std::unique_ptr<UnlockedFile> file = nullptr)
        : place(std::move(placeText))
        , unlocked(std::move(file))
        , database(name, flags) {}

    [[nodiscard]] base::Result<> checkUnchanged() const {
        return unlocked ? unlocked->checkUnchanged() : base::Result<>();
    }

    std::string place;                      ///< for messages
    std::unique_ptr<UnlockedFile> unlocked; ///< before the database, which reads its header at once
    SQLite::Database database;
    std::map<std::string, std::unique_ptr<Prepared>> idle; ///< prepared statements that nobody uses now
};

namespace {

constexpr int busyTimeoutMilliseconds = 5000;
constexpr int foldTimeoutMilliseconds = 200;
constexpr int largestValueBytes = 64 << 20;

std::unique_ptr<Connection> connected(const fs::path& path, Database::Mode mode) {
    const std::string place = mode == Database::Mode::Memory ? "in memory" : path.string();
    constexpr int oneThread = SQLITE_OPEN_NOMUTEX; // which Database sees to
    switch (mode) {
    case Database::Mode::Read:
        return std::make_unique<Connection>(place, path.string(), SQLITE_OPEN_READONLY | oneThread);
    case Database::Mode::ReadImmutable:
        return std::make_unique<Connection>(place, immutableUri(path),
                                            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | oneThread,
                                            std::make_unique<UnlockedFile>(path));
    case Database::Mode::Write:
        return std::make_unique<Connection>(place, path.string(), SQLITE_OPEN_READWRITE | oneThread);
    case Database::Mode::Create:
        return std::make_unique<Connection>(place, path.string(),
                                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | oneThread);
    case Database::Mode::Memory:
        break;
    }
    return std::make_unique<Connection>(place,
                                        ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | oneThread);
}

/// sqlite3_db_config with a switch, which answers with its new state.
void configure(sqlite3* handle, int option, int wanted) {
    int now = -1;
    if (sqlite3_db_config(handle, option, wanted, &now) != SQLITE_OK || now != wanted)
        throw SQLite::Exception("the SQLite library refuses a safety switch", SQLITE_ERROR);
}

void set(SQLite::Database& database, const std::string& pragma, const std::string& value,
         const std::string& expected) {
    database.exec("PRAGMA " + pragma + " = " + value);
    if (const std::string now = database.execAndGet("PRAGMA " + pragma).getString(); now != expected)
        throw SQLite::Exception("the setting " + pragma + " is " + now + " instead of " + expected,
                                SQLITE_ERROR);
}

void secure(SQLite::Database& database) {
    sqlite3* handle = database.getHandle();
    sqlite3_extended_result_codes(handle, 1);
    configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1);
    configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    configure(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
    configure(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
    configure(handle, SQLITE_DBCONFIG_DQS_DDL, 0);
    configure(handle, SQLITE_DBCONFIG_DQS_DML, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, largestValueBytes);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);

    const std::string timeout = std::to_string(busyTimeoutMilliseconds);
    set(database, "busy_timeout", timeout, timeout);
    set(database, "trusted_schema", "OFF", "0");
    set(database, "cell_size_check", "ON", "1");
    set(database, "foreign_keys", "ON", "1");
    set(database, "synchronous", "FULL", "2");
    set(database, "temp_store", "MEMORY", "2");
    set(database, "cache_size", "-4000", "-4000"); // KiB
    database.exec("PRAGMA mmap_size = 0");         // answers nothing for a database in memory
}

/// Throws where programs can't share memory by a file beside the database, which has no log yet: told before
/// the database says of itself that it has one, since nobody could read it then. Leaves nothing behind.
void trySharedMemory(sqlite3* handle) {
    constexpr int regionBytes = 32 << 10; // of a log's index
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2 ||
        file->pMethods->xShmMap == nullptr)
        throw SQLite::Exception(sqlite3_errstr(SQLITE_IOERR_SHMMAP), SQLITE_IOERR_SHMMAP);
    void volatile* region = nullptr;
    int code = file->pMethods->xShmMap(file, 0, regionBytes, 1, &region);
    if (const int unmapped = file->pMethods->xShmUnmap(file, 1); code == SQLITE_OK)
        code = unmapped;
    if (code != SQLITE_OK)
        throw SQLite::Exception(sqlite3_errstr(code), code);
}

} // namespace

Query::Query(Connection& connection, const std::string& sql)
    : m_connection(&connection) {
    if (auto found = connection.idle.extract(sql); !found.empty())
        m_prepared = std::move(found.mapped());
    else
        m_prepared = std::make_unique<Prepared>(connection.database.getHandle(), sql);
}

Query::Query(Query&&) noexcept = default;

Query::~Query() {
    if (!m_prepared)
        return;
    // The return code repeats the error of the last step, which was thrown there.
    static_cast<void>(sqlite3_reset(m_prepared->statement));
    m_connection->idle.insert_or_assign(m_prepared->sql, std::move(m_prepared));
}

void Query::bindNull(int index) {
    m_prepared->check(sqlite3_bind_null(m_prepared->statement, index));
}

void Query::bindInteger(int index, std::int64_t value) {
    m_prepared->check(sqlite3_bind_int64(m_prepared->statement, index, value));
}

void Query::bindReal(int index, double value) {
    m_prepared->check(sqlite3_bind_double(m_prepared->statement, index, value));
}

void Query::bindText(int index, const std::string& value) {
    m_prepared->check(sqlite3_bind_text64(m_prepared->statement, index, value.data(), value.size(),
                                          SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bindBlob(int index, base::ByteView value) {
    // Without an address SQLite would bind NULL instead of no bytes.
    const void* const bytes = value.empty() ? "" : static_cast<const void*>(value.data());
    m_prepared->check(sqlite3_bind_blob64(m_prepared->statement, index, bytes, value.size(), SQLITE_STATIC));
}

bool Query::next() {
    const int code = sqlite3_step(m_prepared->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        m_prepared->check(code);
    return code == SQLITE_ROW;
}

void Query::run() {
    while (next()) {
    }
    m_prepared->check(sqlite3_reset(m_prepared->statement));
}

int Query::columnCount() const {
    return sqlite3_column_count(m_prepared->statement);
}

std::string Query::columnName(int column) const {
    const char* const name = sqlite3_column_name(m_prepared->statement, column);
    if (name == nullptr)
        m_prepared->check(SQLITE_NOMEM);
    return name;
}

Query::Kind Query::kind(int column) const {
    switch (sqlite3_column_type(m_prepared->statement, column)) {
    case SQLITE_NULL:
        return Kind::Null;
    case SQLITE_INTEGER:
        return Kind::Integer;
    case SQLITE_FLOAT:
        return Kind::Real;
    default:
        return Kind::Text;
    }
}

bool Query::isNull(int column) const {
    return sqlite3_column_type(m_prepared->statement, column) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(m_prepared->statement, column);
}

double Query::real(int column) const {
    return sqlite3_column_double(m_prepared->statement, column);
}

std::string Query::text(int column) const {
    const base::ByteView bytes = blob(column);
    return {bytes.begin(), bytes.end()};
}

base::ByteView Query::blob(int column) const {
    const auto* const bytes =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(m_prepared->statement, column));
    if (bytes != nullptr)
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_prepared->statement, column))};
    // Nothing, NULL, or no memory for a value whose text had to be made.
    if (sqlite3_errcode(sqlite3_db_handle(m_prepared->statement)) == SQLITE_NOMEM)
        m_prepared->check(SQLITE_NOMEM);
    return {};
}

Database::Database(std::unique_ptr<Connection> connection)
    : m_connection(std::move(connection)) {}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

base::Result<Database> Database::open(const fs::path& path, Mode mode) {
    try {
        std::unique_ptr<Connection> connection = connected(path, mode);
        secure(connection->database);
        if (mode == Mode::Write && sqlite3_db_readonly(connection->database.getHandle(), "main") != 0)
            return base::failure(ErrorKind::Io, path.string() + " is read-only; copy the study to a folder "
                                                                "where you may write, or only look at it");
        return Database(std::move(connection));
    } catch (const SQLite::Exception& exception) {
        return base::failure(translated(exception, path.string()));
    }
}

base::Result<> Database::perform(Transaction kind, const std::function<bool()>& work) const {
    m_thread.require("a study's database");
    SQLite::Database& database = m_connection->database;
    try {
        FAULTLINE_CHECK(m_connection->checkUnchanged());
        if (kind == Transaction::None) {
            work();
            return m_connection->checkUnchanged();
        }
        SQLite::Transaction transaction(database, kind == Transaction::Write
                                                      ? SQLite::TransactionBehavior::IMMEDIATE
                                                      : SQLite::TransactionBehavior::DEFERRED);
        if (work())
            transaction.commit(); // else its destructor rolls back
        return m_connection->checkUnchanged();
    } catch (const SQLite::Exception& exception) {
        FAULTLINE_CHECK(m_connection->checkUnchanged()); // what is written under a reader looks like damage
        return base::failure(translated(exception, m_connection->place));
    }
}

Query Database::query(const std::string& sql) const {
    m_thread.require("a study's database");
    return {*m_connection, sql};
}

void Database::execute(const std::string& sql) const {
    m_thread.require("a study's database");
    m_connection->database.exec(sql);
}

std::int64_t Database::lastId() const {
    return m_connection->database.getLastInsertRowid();
}

base::Result<> Database::useWriteAheadLog() {
    return bare([&]() -> base::Result<> {
        SQLite::Database& database = m_connection->database;
        const std::string before = database.execAndGet("PRAGMA journal_mode").getString();
        if (before != "wal")
            trySharedMemory(database.getHandle());
        const std::string mode = database.execAndGet("PRAGMA journal_mode = WAL").getString();
        if (mode != "wal")
            return base::failure(ErrorKind::Io, lacksLocks(m_connection->place));
        set(database, "synchronous", "FULL", "2");
        set(database, "wal_autocheckpoint", "256", "256"); // pages: 4 MiB
        return {};
    });
}

base::Result<> Database::foldWriteAheadLog() {
    return bare([&]() -> base::Result<> {
        SQLite::Database& database = m_connection->database;
        m_connection->idle.clear();
        database.setBusyTimeout(foldTimeoutMilliseconds);
        const std::string mode = database.execAndGet("PRAGMA journal_mode = DELETE").getString();
        database.setBusyTimeout(busyTimeoutMilliseconds);
        if (mode != "delete")
            return base::failure(ErrorKind::Busy, m_connection->place + " is being read");
        return {};
    });
}

void Database::leaveLogAlone() const {
    sqlite3* handle = m_connection->database.getHandle();
    int on = 1;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

base::Result<> Database::copyTo(const fs::path& target) const {
    FAULTLINE_TRY(copy, Database::open(target, Mode::Create));
    return bare([&]() -> base::Result<> {
        SQLite::Backup backup(copy.m_connection->database, m_connection->database);
        if (const int code = backup.executeStep(-1); code != SQLITE_DONE)
            throw SQLite::Exception("the copy " + target.string() + " was not completed", code);
        return {};
    });
}

} // namespace faultline::study
