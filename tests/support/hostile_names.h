// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <array>
#include <cstdint>
#include <string>

namespace faultline::tests {

/// Names of what markup, terminals and encodings stumble over: one to six pieces.
[[nodiscard]] inline std::string hostileName(base::Random& random) {
    static constexpr std::array<const char*, 25> pieces{"a",
                                                        "<",
                                                        ">",
                                                        "&",
                                                        "\"",
                                                        "]]>",
                                                        "<![CDATA[",
                                                        "--",
                                                        "\x01",
                                                        "\x08",
                                                        "\x0b",
                                                        "\x1f",
                                                        "\x7f",
                                                        "\n",
                                                        "\t",
                                                        "\xff",
                                                        "\xc3",
                                                        "\xef\xbf\xbe" /* U+FFFE */,
                                                        "\xef\xbf\xbf",
                                                        "\xed\xa0\x80" /* half a surrogate */,
                                                        "\xf0\x9f\x90\xb1",
                                                        "\xe2\x80\xae",
                                                        "&#0;",
                                                        "&#x1b;",
                                                        "%s"};
    std::string name;
    for (std::uint64_t length = 1 + random.below(6); length > 0; --length)
        name += pieces[random.below(pieces.size())];
    return name;
}

} // namespace faultline::tests
