// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/database.h"

#include <array>
#include <cctype>
#include <cstring>
#include <map>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

struct Prepared {
    SQLite::Statement statement;
};

struct Connection {
    Connection(std::string placeText, const std::string& name, int flags)
        : place(std::move(placeText))
        , database(name, flags) {}

    std::string place; ///< for messages
    SQLite::Database database;
    std::map<std::string, std::unique_ptr<Prepared>> idle; ///< prepared statements that nobody uses now
};

namespace {

constexpr int busyTimeoutMilliseconds = 5000;
constexpr int foldTimeoutMilliseconds = 200;
constexpr int largestValueBytes = 64 << 20;

/// What, where and what to do, for what SQLite could not do.
base::Error translated(const SQLite::Exception& exception, const std::string& place) {
    const std::string what = exception.what();
    switch (exception.getErrorCode() & 0xff) {
    case SQLITE_FULL:
        return {ErrorKind::Io,
                "the disk is full: nothing was changed in " + place + "; free some space and try again"};
    case SQLITE_READONLY:
        return {ErrorKind::Io, place +
                                   " or its folder is read-only: nothing was changed; copy the study to a "
                                   "folder where you may write"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorKind::Busy, place + " is in use by another program; try again in a moment"};
    case SQLITE_CORRUPT:
        return {ErrorKind::InvalidInput, place + " is damaged (" + what + "); go back to a copy of it"};
    case SQLITE_NOTADB:
        return {ErrorKind::InvalidInput, place + " is not a Faultline study; choose a .faultline file"};
    case SQLITE_CANTOPEN:
        return {ErrorKind::Io,
                place + " can't be opened (" + what +
                    "); check that you may read the file and its folder, and if there is a "
                    "file of the same name ending in -wal, copy both to a folder where you may "
                    "write and open it there"};
    case SQLITE_IOERR:
        return {ErrorKind::Io, "the system failed to read or write " + place + " (" + what +
                                   "): nothing was changed; check the disk and open the study again"};
    case SQLITE_NOMEM:
        return {ErrorKind::Io, "not enough memory to work on " + place + "; close other programs"};
    case SQLITE_CONSTRAINT:
        return {ErrorKind::InvalidInput,
                "inconsistent data is refused by " + place + " (" + what + "): nothing was changed"};
    case SQLITE_TOOBIG:
        return {ErrorKind::InvalidInput, "a value is too large for " + place + ": nothing was changed"};
    default:
        return {ErrorKind::Internal, "the database " + place + " answered: " + what};
    }
}

/// "file:" with every unusual byte escaped (RFC 3986), so that no path is read as options.
std::string immutableUri(const fs::path& path) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string uri = "file:";
    for (const char c : fs::absolute(path).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '/' || c == '.' || c == '-' || c == '_') {
            uri += c;
        } else {
            uri += '%';
            uri += digits[byte >> 4];
            uri += digits[byte & 15];
        }
    }
    return uri + "?immutable=1";
}

std::unique_ptr<Connection> connected(const fs::path& path, Database::Mode mode) {
    const std::string place = mode == Database::Mode::Memory ? "in memory" : path.string();
    switch (mode) {
    case Database::Mode::Read:
        return std::make_unique<Connection>(place, path.string(), SQLITE_OPEN_READONLY);
    case Database::Mode::ReadImmutable:
        return std::make_unique<Connection>(place, immutableUri(path),
                                            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    case Database::Mode::Write:
        return std::make_unique<Connection>(place, path.string(), SQLITE_OPEN_READWRITE);
    case Database::Mode::Create:
        return std::make_unique<Connection>(place, path.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    case Database::Mode::Memory:
        break;
    }
    return std::make_unique<Connection>(place, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
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
    set(database, "cache_size", "-16000", "-16000"); // KiB
    database.exec("PRAGMA mmap_size = 0");           // answers nothing for a database in memory
}

using HeaderBytes = std::array<std::uint8_t, 100>;

std::uint32_t bigEndian(const HeaderBytes& header, std::size_t first, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = first; i < first + count; ++i)
        value = value << 8 | header[i];
    return value;
}

/// Offsets are those of section 1.3 of the SQLite file format.
FileSignature signatureFrom(const HeaderBytes& header, std::uint64_t size) {
    FileSignature signature;
    signature.isDatabase = std::memcmp(header.data(), "SQLite format 3", 16) == 0;
    signature.usesWriteAheadLog = header[18] == 2 || header[19] == 2;
    signature.applicationId = bigEndian(header, 68, 4);
    const std::uint64_t pageSize = bigEndian(header, 16, 2) == 1 ? 65536 : bigEndian(header, 16, 2);
    const bool countIsValid = bigEndian(header, 24, 4) == bigEndian(header, 92, 4);
    signature.isCutShort = countIsValid && size < pageSize * bigEndian(header, 28, 4);
    return signature;
}

} // namespace

Query::Query(Connection& connection, const std::string& sql)
    : m_connection(&connection) {
    if (auto found = connection.idle.extract(sql); !found.empty())
        m_prepared = std::move(found.mapped());
    else
        m_prepared = std::make_unique<Prepared>(Prepared{SQLite::Statement(connection.database, sql)});
}

Query::Query(Query&&) noexcept = default;

Query::~Query() {
    if (!m_prepared)
        return;
    // The return code repeats the error of the last step, which was thrown there.
    static_cast<void>(m_prepared->statement.tryReset());
    m_connection->idle.insert_or_assign(m_prepared->statement.getQuery(), std::move(m_prepared));
}

void Query::bindNull(int index) {
    m_prepared->statement.bind(index);
}

void Query::bindInteger(int index, std::int64_t value) {
    m_prepared->statement.bind(index, value);
}

void Query::bindReal(int index, double value) {
    m_prepared->statement.bind(index, value);
}

void Query::bindText(int index, const std::string& value) {
    m_prepared->statement.bind(index, value);
}

void Query::bindBlob(int index, base::ByteView value) {
    // Without an address SQLite would bind NULL instead of no bytes.
    m_prepared->statement.bindNoCopy(index, value.empty() ? "" : static_cast<const void*>(value.data()),
                                     static_cast<int>(value.size()));
}

bool Query::next() {
    return m_prepared->statement.executeStep();
}

void Query::run() {
    while (next()) {
    }
    m_prepared->statement.reset();
}

bool Query::isNull(int column) const {
    return m_prepared->statement.isColumnNull(column);
}

std::int64_t Query::integer(int column) const {
    return m_prepared->statement.getColumn(column).getInt64();
}

double Query::real(int column) const {
    return m_prepared->statement.getColumn(column).getDouble();
}

std::string Query::text(int column) const {
    return m_prepared->statement.getColumn(column).getString();
}

base::ByteView Query::blob(int column) const {
    const SQLite::Column value = m_prepared->statement.getColumn(column);
    const auto* bytes = static_cast<const std::uint8_t*>(value.getBlob());
    return {bytes, static_cast<std::size_t>(value.getBytes())};
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
    SQLite::Database& database = m_connection->database;
    try {
        if (kind == Transaction::None) {
            work();
            return {};
        }
        SQLite::Transaction transaction(database, kind == Transaction::Write
                                                      ? SQLite::TransactionBehavior::IMMEDIATE
                                                      : SQLite::TransactionBehavior::DEFERRED);
        if (work())
            transaction.commit(); // else its destructor rolls back
        return {};
    } catch (const SQLite::Exception& exception) {
        return base::failure(translated(exception, m_connection->place));
    }
}

Query Database::query(const std::string& sql) const {
    return {*m_connection, sql};
}

void Database::execute(const std::string& sql) const {
    m_connection->database.exec(sql);
}

std::int64_t Database::lastId() const {
    return m_connection->database.getLastInsertRowid();
}

base::Result<> Database::useWriteAheadLog() {
    return bare([&]() -> base::Result<> {
        const std::string mode = m_connection->database.execAndGet("PRAGMA journal_mode = WAL").getString();
        if (mode != "wal")
            return base::failure(ErrorKind::Io,
                                 "the file system of " + m_connection->place +
                                     " lacks what a write-ahead log needs; move the study to a "
                                     "local disk to work on it");
        set(m_connection->database, "synchronous", "FULL", "2");
        set(m_connection->database, "wal_autocheckpoint", "256", "256"); // pages: 4 MiB
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

base::Result<> Database::copyTo(const fs::path& target) const {
    FAULTLINE_TRY(copy, Database::open(target, Mode::Create));
    return bare([&]() -> base::Result<> {
        SQLite::Backup backup(copy.m_connection->database, m_connection->database);
        if (const int code = backup.executeStep(-1); code != SQLITE_DONE)
            throw SQLite::Exception("the copy " + target.string() + " was not completed", code);
        return {};
    });
}

base::Result<FileSignature> signatureOf(const fs::path& path) {
    // Through SQLite's own file handle: opening and closing the file here would drop the POSIX locks of other
    // connections of this process (fcntl(2)).
    try {
        const SQLite::Database database(immutableUri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        sqlite3_file* file = nullptr;
        database.check(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
        HeaderBytes header{};
        if (file == nullptr || file->pMethods == nullptr)
            return base::failure(ErrorKind::Io, path.string() + " can't be read");
        const int code = file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0);
        if (code == SQLITE_IOERR_SHORT_READ)
            return FileSignature{};
        database.check(code);
        sqlite3_int64 size = 0;
        database.check(file->pMethods->xFileSize(file, &size));
        return signatureFrom(header, static_cast<std::uint64_t>(size));
    } catch (const SQLite::Exception& exception) {
        return base::failure(translated(exception, path.string()));
    }
}

} // namespace faultline::study
