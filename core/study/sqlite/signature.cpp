// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/signature.h"

#include "core/study/sqlite/sqlite_errors.h"

#include <array>
#include <cstring>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace faultline::study {

using base::ErrorKind;

namespace {

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

base::Result<FileSignature> signatureOf(const std::filesystem::path& path) {
    std::error_code error; // a pipe would wait for a writer
    if (std::filesystem::is_other(path, error))
        return base::failure(ErrorKind::InvalidInput, path.string() + " is not a regular file");
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
