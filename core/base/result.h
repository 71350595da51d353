// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace faultline::base {

/// What kind of thing went wrong; a caller decides by it, a person reads the message.
enum class ErrorKind {
    InvalidInput, ///< bytes, names or values that break a rule
    NotFound,     ///< a file, sample, class or device that is not there
    Io,           ///< the system refused to read or write
    Busy,         ///< somebody else holds the study
    Refused,      ///< well-formed, but this program does not do it (newer schema, other run)
    Cancelled,    ///< the user stopped it
    Worker,       ///< the inference worker broke the exchange or ended
    Internal,     ///< our own mistake, reported instead of hidden
};

/// An error that a user can cause. The message says what, where and what to do, in one sentence;
/// each level on the way up may put its own context in front.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string message;

    /// "cannot open study a.faultline: <message>"
    [[nodiscard]] Error within(const std::string& context) const { return {kind, context + ": " + message}; }
};

template <class T = void>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorKind kind, std::string message) {
    return tl::unexpected<Error>(Error{kind, std::move(message)});
}

[[nodiscard]] inline tl::unexpected<Error> failure(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

} // namespace faultline::base

/// FAULTLINE_TRY(name, expression): `name` is the value, or the enclosing function returns the error.
#define FAULTLINE_TRY(name, expression)                                                                      \
    auto name##Result = (expression);                                                                        \
    if (!name##Result)                                                                                       \
        return ::faultline::base::failure(std::move(name##Result).error());                                  \
    auto& name = *name##Result

/// FAULTLINE_CHECK(expression): as FAULTLINE_TRY for a Result without a value.
#define FAULTLINE_CHECK(expression)                                                                          \
    do {                                                                                                     \
        if (auto checkedResult = (expression); !checkedResult)                                               \
            return ::faultline::base::failure(std::move(checkedResult).error());                             \
    } while (false)
