// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::protocol {

/// Writes the members of one map of a message: what Members reads.
class MessageWriter {
public:
    MessageWriter();
    ~MessageWriter();
    MessageWriter(MessageWriter&&) noexcept;
    MessageWriter& operator=(MessageWriter&&) noexcept;

    void number(const char* key, std::uint64_t value);
    void flag(const char* key, bool value);
    void real(const char* key, double value);
    void text(const char* key, std::string_view value);
    void texts(const char* key, const std::vector<std::string>& values);
    void textPairs(const char* key, const std::vector<std::pair<std::string, std::string>>& values);
    template <class Number>
    void column(const char* key, const std::vector<Number>& values) {
        bytes(key, base::packed(values));
    }
    /// A column that is packed already.
    void bytes(const char* key, base::Bytes packed);
    void map(const char* key, MessageWriter members);
    void maps(const char* key, std::vector<MessageWriter> all); ///< a list of them

    /// What a foreign file calls itself must not end the exchange, whose texts are UTF-8.
    void replaceNoUtf8(); ///< bytes that are none become U+FFFD
    [[nodiscard]] base::Bytes cbor() const;

private:
    struct Tree; ///< nlohmann::json, which no header of core names
    std::unique_ptr<Tree> m_tree;
};

} // namespace faultline::protocol
