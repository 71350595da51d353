// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages.h"

#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

template <class Message>
MessageWriter written(const Message& message) {
    MessageWriter map;
    write(message, map);
    map.text("type", MessageName<Message>::value);
    return map;
}

template <class Message, class Variant>
bool tryRead(const std::string& type, const Members& members, Variant& into) {
    if (type != MessageName<Message>::value)
        return false;
    Message message;
    read(members, message);
    into = std::move(message);
    return true;
}

template <class... Messages>
Result<std::variant<Messages...>> decoded(base::ByteView payload, const std::variant<Messages...>*) {
    FAULTLINE_TRY(tree, DecodedMessage::from(payload));
    const Members members = tree.members();
    const std::string type = members.text("type");
    FAULTLINE_CHECK(tree.checked("?"));
    std::variant<Messages...> message;
    if (!(tryRead<Messages>(type, members, message) || ...))
        return failure(ErrorKind::InvalidInput, "an unknown message \"" + type.substr(0, 40) + "\"");
    FAULTLINE_CHECK(tree.checked(type));
    return message;
}

} // namespace

base::Bytes encoded(const Request& request) {
    return std::visit([](const auto& message) { return written(message); }, request).cbor();
}

base::Bytes encoded(const Event& event) {
    MessageWriter map = std::visit([](const auto& message) { return written(message); }, event);
    map.replaceNoUtf8();
    return map.cbor();
}

Result<Request> decodedRequest(base::ByteView payload) {
    return decoded(payload, static_cast<const Request*>(nullptr));
}

Result<Event> decodedEvent(base::ByteView payload) {
    return decoded(payload, static_cast<const Event*>(nullptr));
}

} // namespace faultline::protocol
