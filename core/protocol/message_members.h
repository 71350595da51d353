// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::protocol {

class DecodedMessage;

/// Reads the members of one map of a decoded message. The first thing that is missing or wrong is remembered
/// and everything read after it is empty, so that a message is read in one go and checked once.
class Members {
public:
    /// The member is there.
    [[nodiscard]] bool has(const char* key) const;
    template <class Number>
    [[nodiscard]] Number number(const char* key,
                                std::uint64_t largest = std::numeric_limits<Number>::max()) const {
        return static_cast<Number>(unsignedNumber(key, largest));
    }
    [[nodiscard]] bool flag(const char* key) const;
    [[nodiscard]] double real(const char* key) const; ///< finite
    /// UTF-8
    [[nodiscard]] std::string text(const char* key, std::size_t longest = std::size_t{64} << 10) const;
    [[nodiscard]] std::vector<std::string> texts(const char* key) const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> textPairs(const char* key) const;
    /// A packed column; with `expected`, of that many values.
    template <class Number>
    [[nodiscard]] std::vector<Number> column(const char* key,
                                             std::optional<std::uint64_t> expected = std::nullopt) const {
        return base::unpacked<Number>(columnBytes(key, sizeof(Number), expected));
    }
    [[nodiscard]] Members map(const char* key) const;
    [[nodiscard]] std::vector<Members> maps(const char* key) const; ///< a list of them

    /// Remembers what is wrong with a member, unless something was wrong before.
    void complain(const char* key, const std::string& what) const;
    [[nodiscard]] bool sound() const { return m_problem->empty(); }

private:
    friend class DecodedMessage;
    Members(const void* map, std::string* problem)
        : m_map(map)
        , m_problem(problem) {}
    [[nodiscard]] std::uint64_t unsignedNumber(const char* key, std::uint64_t largest) const;
    [[nodiscard]] base::ByteView columnBytes(const char* key, std::size_t valueSize,
                                             std::optional<std::uint64_t> expected) const;

    const void* m_map; ///< nlohmann::json, which no header of core names
    std::string* m_problem;
};

/// A payload that passed scanCbor() and was decoded to a map.
class DecodedMessage {
public:
    [[nodiscard]] static base::Result<DecodedMessage> from(base::ByteView payload);
    ~DecodedMessage();
    DecodedMessage(DecodedMessage&&) noexcept;
    DecodedMessage& operator=(DecodedMessage&&) noexcept;

    [[nodiscard]] Members members() const;
    /// Fails with the first complaint about its members.
    [[nodiscard]] base::Result<> checked(const std::string& messageName) const;

private:
    struct Tree;
    explicit DecodedMessage(std::unique_ptr<Tree> tree);
    std::unique_ptr<Tree> m_tree;
};

} // namespace faultline::protocol
