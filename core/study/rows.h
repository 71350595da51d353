// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/named.h"
#include "core/base/text.h"
#include "core/study/sqlite/database.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace faultline::study {

// Rows that follow from a struct's fields() (core/base/fields.h): columns go by name, never by position.
// Lists are not among them: they have tables of their own. A 64-bit unsigned number is text, since SQLite has
// none.

template <class Value>
inline constexpr bool isList = false;
template <class Entry>
inline constexpr bool isList<std::vector<Entry>> = true;

/// A row to be inserted.
class RowWriter {
public:
    /// Every field that a study keeps and that is no list, as column `prefix` + its name.
    template <class Struct>
    RowWriter& add(const Struct& value, const std::string& prefix = {}) {
        fields(value, [&](const char* name, const auto& field, base::Kept kept = base::Kept::Yes) {
            if constexpr (!isList<std::decay_t<decltype(field)>>) {
                if (kept == base::Kept::Yes)
                    set(prefix + name, field);
            }
        });
        return *this;
    }

    template <class Value>
    RowWriter& set(const std::string& column, const Value& value) {
        m_columns.push_back(column);
        m_values.push_back(cell(value));
        return *this;
    }

    /// Returns the row's id. Inside Database::writing().
    std::int64_t insertInto(const Database& database, const std::string& table) const;

private:
    using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

    template <class Value>
    static Cell cell(const Value& value) {
        if constexpr (base::Named<Value>)
            return std::string(base::nameOf(value));
        else if constexpr (base::HasTextForm<Value>)
            return base::TextForm<Value>::text(value);
        else if constexpr (std::is_same_v<Value, std::uint64_t>)
            return std::to_string(value);
        else if constexpr (std::is_integral_v<Value>)
            return static_cast<std::int64_t>(value);
        else if constexpr (std::is_floating_point_v<Value>)
            return static_cast<double>(value);
        else if constexpr (std::is_convertible_v<const Value&, std::string>)
            return std::string(value);
        else
            return value ? cell(*value) : Cell(nullptr); // an optional
    }

    std::vector<std::string> m_columns;
    std::vector<Cell> m_values;
};

/// The present row of a query, which may be anybody's: what makes no sense is remembered, and read as a
/// default.
class RowReader {
public:
    explicit RowReader(const Query& query);

    /// The inverse of RowWriter::add().
    template <class Struct>
    void read(Struct& value, const std::string& prefix = {}) {
        fields(value, [&](const char* name, auto& field, base::Kept kept = base::Kept::Yes) {
            if constexpr (!isList<std::decay_t<decltype(field)>>) {
                if (kept == base::Kept::Yes)
                    get(prefix + name, field);
            }
        });
    }

    template <class Value>
    void get(const std::string& column, Value& value) {
        const int at = columnOf(column);
        if (at < 0 || !assign(at, value))
            complain(column);
    }

    /// The first column that made no sense; empty: all did.
    [[nodiscard]] const std::string& problem() const { return m_problem; }

private:
    [[nodiscard]] int columnOf(const std::string& name) const;
    void complain(const std::string& column);

    template <class Value>
    bool assign(int at, std::optional<Value>& value) {
        value.reset();
        return m_query.isNull(at) || assign(at, value.emplace());
    }
    template <class Value>
    bool assign(int at, Value& value) {
        if (m_query.isNull(at))
            return false;
        if constexpr (base::Named<Value>) {
            const auto known = base::valueNamed<Value>(m_query.text(at));
            value = known.value_or(value);
            return known.has_value();
        } else if constexpr (base::HasTextForm<Value>) {
            auto parsed = base::TextForm<Value>::parsed(m_query.text(at));
            if (parsed)
                value = std::move(*parsed);
            return parsed.has_value();
        } else if constexpr (std::is_same_v<Value, std::uint64_t>) {
            const auto parsed = base::parsedNumber<std::uint64_t>(m_query.text(at));
            value = parsed.value_or(0);
            return parsed.has_value();
        } else if constexpr (std::is_same_v<Value, bool>) {
            value = m_query.integer(at) == 1;
            return m_query.integer(at) == 0 || m_query.integer(at) == 1;
        } else if constexpr (std::is_integral_v<Value>) {
            const std::int64_t number = m_query.integer(at);
            value = static_cast<Value>(number);
            return static_cast<std::int64_t>(value) == number && (std::is_signed_v<Value> || number >= 0);
        } else if constexpr (std::is_floating_point_v<Value>) {
            value = static_cast<Value>(m_query.real(at));
            return value - value == 0; // finite
        } else {
            value = m_query.text(at);
            return true;
        }
    }

    const Query& m_query;
    std::map<std::string, int> m_columns;
    std::string m_problem;
};

} // namespace faultline::study
