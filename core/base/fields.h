// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace faultline::base {

// One description of each stored and sent struct: a function beside it,
//
//     template <base::FieldsOf<RunOptions> Self, class Visitor>
//     void fields(Self& options, Visitor&& visit) { visit("seed", options.seed); … }
//
// names every member once. Messages, rows of the study, JSON and differences follow from it by visitors of
// their own, so that a new member is written in one place.

/// The struct itself or a const one: a description serves reading and writing.
template <class Self, class Struct>
concept FieldsOf = std::same_as<std::remove_const_t<Self>, Struct>;

/// Whether a member is kept with a study: what is a user's own (trust in a file) is not.
enum class Kept { Yes, No };

/// A value that is one text in files: specialise it with `static std::string text(const Value&)` and
/// `static std::optional<Value> parsed(std::string_view)`.
template <class Value>
struct TextForm;

template <class Value>
concept HasTextForm = requires(const Value& value) {
    TextForm<Value>::text(value);
};

} // namespace faultline::base
