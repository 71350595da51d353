// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/message_writer.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace faultline::protocol {

namespace {

using Json = nlohmann::json;

void makeUtf8(Json& value) {
    if (value.is_structured())
        for (Json& member : value)
            makeUtf8(member);
    else if (value.is_string() && !base::isUtf8(value.get_ref<const std::string&>()))
        value = Json::parse(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace

struct MessageWriter::Tree {
    Json json = Json::object();
};

MessageWriter::MessageWriter()
    : m_tree(std::make_unique<Tree>()) {}
MessageWriter::~MessageWriter() = default;
MessageWriter::MessageWriter(MessageWriter&&) noexcept = default;
MessageWriter& MessageWriter::operator=(MessageWriter&&) noexcept = default;

void MessageWriter::number(const char* key, std::uint64_t value) {
    m_tree->json[key] = value;
}

void MessageWriter::flag(const char* key, bool value) {
    m_tree->json[key] = value;
}

void MessageWriter::real(const char* key, double value) {
    m_tree->json[key] = value;
}

void MessageWriter::text(const char* key, std::string_view value) {
    m_tree->json[key] = value;
}

void MessageWriter::texts(const char* key, const std::vector<std::string>& values) {
    m_tree->json[key] = values;
}

void MessageWriter::textPairs(const char* key,
                              const std::vector<std::pair<std::string, std::string>>& values) {
    Json list = Json::array();
    for (const auto& [name, text] : values)
        list.push_back(Json::array({name, text}));
    m_tree->json[key] = std::move(list);
}

void MessageWriter::bytes(const char* key, base::Bytes packed) {
    m_tree->json[key] = Json::binary(std::move(packed));
}

void MessageWriter::map(const char* key, MessageWriter members) {
    m_tree->json[key] = std::move(members.m_tree->json);
}

void MessageWriter::maps(const char* key, std::vector<MessageWriter> all) {
    Json list = Json::array();
    for (MessageWriter& each : all)
        list.push_back(std::move(each.m_tree->json));
    m_tree->json[key] = std::move(list);
}

void MessageWriter::replaceNoUtf8() {
    makeUtf8(m_tree->json);
}

base::Bytes MessageWriter::cbor() const {
    return Json::to_cbor(m_tree->json);
}

} // namespace faultline::protocol
