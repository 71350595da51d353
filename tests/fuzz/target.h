// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <string_view>
#include <vector>

namespace faultline::fuzz {

/// Hands foreign bytes to readers and checks what they promise of a result. Any bytes may end in an error of
/// the readers; none may throw, and none may break an expectation.
struct Target {
    std::string_view name; ///< of its source and of its folder in corpus/
    void (*run)(base::ByteView bytes) = nullptr;
};

/// Those whose sources are linked into this program: one in a fuzz program, all in the test of the corpus.
[[nodiscard]] const std::vector<Target>& targets();

/// A static one in a target's source makes the target known.
struct Registered {
    Registered(std::string_view name, void (*run)(base::ByteView));
};

/// Throws std::logic_error with the promise that was broken.
void expect(bool isKept, const char* promise);

[[nodiscard]] inline std::string_view textOf(base::ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// `part` refers to bytes of `whole`; what is empty may lie anywhere.
[[nodiscard]] bool liesIn(base::ByteView part, base::ByteView whole);
[[nodiscard]] bool liesIn(std::string_view part, base::ByteView whole);

/// A first byte that chooses between readers, and what is behind it.
struct Chosen {
    std::uint8_t choice = 0;
    base::ByteView rest;
};
[[nodiscard]] Chosen chosenBy(base::ByteView bytes);

} // namespace faultline::fuzz
