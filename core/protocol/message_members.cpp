// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/message_members.h"

#include "core/base/text.h"
#include "core/dataset/set_limits.h"
#include "core/protocol/cbor_scan.h"

#include <cmath>
#include <new>

#include <nlohmann/json.hpp>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Json = nlohmann::json;

constexpr std::size_t largestText = 1u << 16;
constexpr std::size_t largestList = dataset::mostClasses; ///< the longest that there is

const Json& json(const void* value) {
    return *static_cast<const Json*>(value);
}

const Json& emptyMap() {
    static const Json nothing = Json::object();
    return nothing;
}

/// The member, or nullptr after a complaint (this one or an earlier one).
const Json* find(const Members& members, const void* map, const char* key) {
    if (!members.sound())
        return nullptr;
    const auto found = json(map).find(key);
    if (found != json(map).end())
        return &*found;
    members.complain(key, "is missing");
    return nullptr;
}

const Json& listOf(const Members& members, const void* map, const char* key) {
    static const Json nothing = Json::array();
    const Json* const value = find(members, map, key);
    if (value == nullptr)
        return nothing;
    if (value->is_array() && value->size() <= largestList)
        return *value;
    members.complain(key, "is not a list of at most " + std::to_string(largestList) + " entries");
    return nothing;
}

std::string textFrom(const Members& members, const Json& value, const char* key,
                     std::size_t longest = largestText) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.size() <= longest && base::isUtf8(text))
            return text;
    }
    members.complain(key, "is not UTF-8 text of at most " + std::to_string(longest) + " bytes");
    return {};
}

double realFrom(const Members& members, const Json& value, const char* key) {
    if (value.is_number() && std::isfinite(value.get<double>()))
        return value.get<double>();
    members.complain(key, "is not a finite number");
    return 0;
}

} // namespace

void Members::complain(const char* key, const std::string& what) const {
    if (sound())
        *m_problem = "its member \"" + std::string(key) + "\" " + what;
}

bool Members::has(const char* key) const {
    return json(m_map).contains(key);
}

std::uint64_t Members::unsignedNumber(const char* key, std::uint64_t largest) const {
    const Json* const value = find(*this, m_map, key);
    if (value == nullptr)
        return 0;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() <= largest)
        return value->get<std::uint64_t>();
    complain(key, "is not a number from 0 to " + std::to_string(largest));
    return 0;
}

bool Members::flag(const char* key) const {
    const Json* const value = find(*this, m_map, key);
    if (value != nullptr && !value->is_boolean())
        complain(key, "is neither true nor false");
    return sound() && value->get<bool>();
}

double Members::real(const char* key) const {
    const Json* const value = find(*this, m_map, key);
    return value != nullptr ? realFrom(*this, *value, key) : 0;
}

std::string Members::text(const char* key, std::size_t longest) const {
    const Json* const value = find(*this, m_map, key);
    return value != nullptr ? textFrom(*this, *value, key, longest) : std::string();
}

std::vector<std::string> Members::texts(const char* key) const {
    std::vector<std::string> all;
    for (const Json& value : listOf(*this, m_map, key))
        all.push_back(textFrom(*this, value, key));
    return all;
}

std::vector<std::pair<std::string, std::string>> Members::textPairs(const char* key) const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const Json& value : listOf(*this, m_map, key)) {
        if (value.is_array() && value.size() == 2)
            all.emplace_back(textFrom(*this, value[0], key), textFrom(*this, value[1], key));
        else
            complain(key, "is not a list of pairs");
    }
    return all;
}

base::ByteView Members::columnBytes(const char* key, std::size_t valueSize,
                                    std::optional<std::uint64_t> expected) const {
    const Json* const value = find(*this, m_map, key);
    if (value == nullptr)
        return {};
    if (!value->is_binary() || value->get_binary().size() % valueSize != 0) {
        complain(key, "is not a packed column of " + std::to_string(valueSize) + "-byte values");
        return {};
    }
    const base::Bytes& bytes = value->get_binary();
    const std::size_t count = bytes.size() / valueSize;
    if (expected && count != *expected) {
        complain(key, "has " + std::to_string(count) + " values instead of " + std::to_string(*expected));
        return {};
    }
    return bytes;
}

Members Members::map(const char* key) const {
    const Json* const value = find(*this, m_map, key);
    if (value != nullptr && !value->is_object())
        complain(key, "is not a map");
    return {sound() ? value : &emptyMap(), m_problem};
}

std::vector<Members> Members::maps(const char* key) const {
    std::vector<Members> all;
    for (const Json& value : listOf(*this, m_map, key)) {
        if (!value.is_object())
            complain(key, "is not a list of maps");
        all.push_back({sound() ? &value : &emptyMap(), m_problem});
    }
    return all;
}

struct DecodedMessage::Tree {
    Json json;
    std::string problem;
};

DecodedMessage::DecodedMessage(std::unique_ptr<Tree> tree)
    : m_tree(std::move(tree)) {}
DecodedMessage::~DecodedMessage() = default;
DecodedMessage::DecodedMessage(DecodedMessage&&) noexcept = default;
DecodedMessage& DecodedMessage::operator=(DecodedMessage&&) noexcept = default;

Result<DecodedMessage> DecodedMessage::from(base::ByteView payload) {
    FAULTLINE_CHECK(scanCbor(payload));
    auto tree = std::make_unique<Tree>();
    try {
        tree->json = Json::from_cbor(payload.begin(), payload.end(), true, false);
    } catch (const Json::exception& error) {
        return failure(ErrorKind::InvalidInput, std::string("malformed CBOR: ") + error.what());
    }
    if (tree->json.is_discarded())
        return failure(ErrorKind::InvalidInput, "malformed CBOR: a map's key is not text");
    if (!tree->json.is_object())
        return failure(ErrorKind::InvalidInput, "a message is not a map");
    return DecodedMessage(std::move(tree));
}

Members DecodedMessage::members() const {
    return {&m_tree->json, &m_tree->problem};
}

Result<> DecodedMessage::checked(const std::string& messageName) const {
    if (m_tree->problem.empty())
        return {};
    return failure(ErrorKind::InvalidInput,
                   "a \"" + messageName + "\" message is malformed: " + m_tree->problem);
}

} // namespace faultline::protocol
