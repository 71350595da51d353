// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/named.h"
#include "core/model/class_mapping.h"
#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

#include <type_traits>

namespace faultline::protocol {

// Structs with fields() travel as maps; what is not known is left out.

/// Longest text of one member: a file that maps classes.
inline constexpr std::size_t longestText = model::classFileLimit;

template <class Value>
inline constexpr bool isText =
    base::Named<Value> || base::HasTextForm<Value> || std::is_same_v<Value, std::string>;

template <class Value>
[[nodiscard]] std::string textOf(const Value& value) {
    if constexpr (base::Named<Value>)
        return std::string(base::nameOf(value));
    else if constexpr (base::HasTextForm<Value>)
        return base::TextForm<Value>::text(value);
    else
        return value;
}

template <class Value>
[[nodiscard]] std::optional<Value> valueOf(std::string text) {
    if constexpr (base::Named<Value>)
        return base::valueNamed<Value>(text);
    else if constexpr (base::HasTextForm<Value>)
        return base::TextForm<Value>::parsed(text);
    else
        return text;
}

template <class Struct>
[[nodiscard]] MessageWriter mapOf(const Struct& value);
template <class Struct>
[[nodiscard]] Struct structFrom(const Members& from);

template <class Value>
void writeField(MessageWriter& to, const char* name, const Value& value) {
    if constexpr (isText<Value>) {
        to.text(name, textOf(value));
    } else if constexpr (std::is_same_v<Value, bool>) {
        to.flag(name, value);
    } else if constexpr (std::is_integral_v<Value>) {
        to.number(name, value);
    } else if constexpr (std::is_floating_point_v<Value>) {
        to.real(name, value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
        to.texts(name, value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::uint16_t>>) {
        to.column(name, value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::pair<std::string, std::string>>>) {
        to.textPairs(name, value);
    } else {
        std::vector<MessageWriter> maps;
        for (const auto& entry : value)
            maps.push_back(mapOf(entry));
        to.maps(name, std::move(maps));
    }
}

template <class Value>
void readField(const Members& from, const char* name, Value& value) {
    if constexpr (isText<Value>) {
        if (auto known = valueOf<Value>(from.text(name, longestText)))
            value = std::move(*known);
        else
            from.complain(name, "is unknown or makes no sense");
    } else if constexpr (std::is_same_v<Value, bool>) {
        value = from.flag(name);
    } else if constexpr (std::is_integral_v<Value>) {
        value = from.number<Value>(name);
    } else if constexpr (std::is_floating_point_v<Value>) {
        value = from.real(name);
    } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
        value = from.texts(name);
    } else if constexpr (std::is_same_v<Value, std::vector<std::uint16_t>>) {
        value = from.column<std::uint16_t>(name);
    } else if constexpr (std::is_same_v<Value, std::vector<std::pair<std::string, std::string>>>) {
        value = from.textPairs(name);
    } else {
        for (const Members& entry : from.maps(name))
            value.push_back(structFrom<typename Value::value_type>(entry));
    }
}

template <class Struct>
MessageWriter mapOf(const Struct& value) {
    MessageWriter map;
    fields(value, [&](const char* name, const auto& field, base::Kept = base::Kept::Yes) {
        if constexpr (requires { field.has_value(); }) {
            if (field)
                writeField(map, name, *field);
        } else {
            writeField(map, name, field);
        }
    });
    return map;
}

template <class Struct>
Struct structFrom(const Members& from) {
    Struct value;
    fields(value, [&](const char* name, auto& field, base::Kept = base::Kept::Yes) {
        if constexpr (requires { field.has_value(); }) {
            if (from.has(name))
                readField(from, name, field.emplace());
        } else {
            readField(from, name, field);
        }
    });
    return value;
}

} // namespace faultline::protocol
