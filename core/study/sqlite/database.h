// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/one_thread.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace faultline::study {

struct Connection; ///< the SQLite handle and its prepared statements
struct Prepared;

/// One use of a prepared statement; given back, reset, at the end of its life. Its functions may throw
/// what SQLite throws, so it is used inside Database::reading() and writing() only.
class Query {
public:
    Query(Query&&) noexcept;
    ~Query();

    /// Binds ?1, ?2, … in order: integers, doubles, text, bytes, optionals of these. Bytes are not copied:
    /// they must live until the last next().
    template <class... Values>
    Query& with(const Values&... values) {
        int index = 0;
        (bindValue(++index, values), ...);
        return *this;
    }
    /// Binds ?index, from 1.
    template <class Value>
    void bind(int index, const Value& value) {
        bindValue(index, value);
    }
    /// The next row, if any.
    bool next();
    /// To the end, for statements without rows.
    void run();

    [[nodiscard]] int columnCount() const;
    [[nodiscard]] std::string columnName(int column) const;
    enum class Kind { Null, Integer, Real, Text };
    /// Bytes count as text.
    [[nodiscard]] Kind kind(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// Lives until next() or the end of the query.
    [[nodiscard]] base::ByteView blob(int column) const;

private:
    friend class Database;
    Query(Connection& connection, const std::string& sql);

    template <class Value>
    void bindValue(int index, const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullopt_t>)
            bindNull(index);
        else if constexpr (std::is_integral_v<Value>)
            bindInteger(index, static_cast<std::int64_t>(value));
        else if constexpr (std::is_floating_point_v<Value>)
            bindReal(index, static_cast<double>(value));
        else if constexpr (std::is_convertible_v<const Value&, std::string>)
            bindText(index, value);
        else if constexpr (std::is_convertible_v<const Value&, base::ByteView>)
            bindBlob(index, value);
        else if (value)
            bindValue(index, *value);
        else
            bindNull(index);
    }
    void bindNull(int index);
    void bindInteger(int index, std::int64_t value);
    void bindReal(int index, double value);
    void bindText(int index, const std::string& value);
    void bindBlob(int index, base::ByteView value);

    Connection* m_connection;
    std::unique_ptr<Prepared> m_prepared;
};

/// A connection to one SQLite file, set up for files that strangers made (trusted_schema off, defensive mode,
/// no memory map, no triggers, cells checked) and for commits that last (foreign keys, synchronous FULL);
/// each setting is read back. Used by one thread; moving hands it over to the one that uses it next.
class Database {
public:
    enum class Mode {
        Read,
        ReadImmutable, ///< nobody writes meanwhile; takes no lock and makes no file
        Write,
        Create, ///< the file must not exist
        Memory,
    };
    [[nodiscard]] static base::Result<Database> open(const std::filesystem::path& path, Mode mode);
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    /// Runs `work`, which returns a Result, on one consistent state of the file.
    template <class Work>
    auto reading(Work work) const -> std::invoke_result_t<Work> {
        return answered<std::invoke_result_t<Work>>(Transaction::Read, work);
    }
    /// Runs `work` in one transaction: committed when this returns a value, else nothing has changed.
    template <class Work>
    auto writing(Work work) -> std::invoke_result_t<Work> {
        return answered<std::invoke_result_t<Work>>(Transaction::Write, work);
    }
    /// Runs `work` without a transaction, for pragmas.
    template <class Work>
    auto bare(Work work) const -> std::invoke_result_t<Work> {
        return answered<std::invoke_result_t<Work>>(Transaction::None, work);
    }

    /// To the thread that uses it next.
    void handOver() noexcept { m_thread.handOver(); }

    // Inside reading(), writing() and bare() only:
    [[nodiscard]] Query query(const std::string& sql) const;
    /// One or more statements without parameters.
    void execute(const std::string& sql) const;
    [[nodiscard]] std::int64_t lastId() const;

    /// Commits go to a write-ahead log from now on, so that readers work meanwhile.
    [[nodiscard]] base::Result<> useWriteAheadLog();
    /// Moves the log into the file, which is then all there is. Busy while others read it.
    [[nodiscard]] base::Result<> foldWriteAheadLog();
    /// At its end the connection neither folds nor removes what stands where its log should be.
    void leaveLogAlone() const;
    /// A consistent copy in a new file.
    [[nodiscard]] base::Result<> copyTo(const std::filesystem::path& target) const;

private:
    enum class Transaction { None, Read, Write };
    explicit Database(std::unique_ptr<Connection> connection);
    /// Commits when `work` says true; SQLite's exceptions end here.
    [[nodiscard]] base::Result<> perform(Transaction kind, const std::function<bool()>& work) const;

    /// Built in place: GCC 12 takes the destructor of a moved-from temporary for a mistake.
    template <class Answer>
    struct Held {
        template <class Work>
        explicit Held(Work& work)
            : answer(work()) {}
        Answer answer;
    };

    template <class Answer, class Work>
    Answer answered(Transaction kind, Work& work) const {
        std::optional<Held<Answer>> held;
        if (auto performed = perform(kind, [&] { return held.emplace(work).answer.has_value(); }); !performed)
            return base::failure(std::move(performed).error());
        return std::move(held->answer);
    }

    std::unique_ptr<Connection> m_connection;
    base::OneThread m_thread;
};

} // namespace faultline::study
