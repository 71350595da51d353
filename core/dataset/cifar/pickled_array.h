// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/formats/pickle.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::dataset {

/// A NumPy array of bytes with two axes, in C order.
struct PickledRows {
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    base::Bytes bytes; ///< rows × columns
};

/// The array of unsigned bytes that a value of a pickle stands for, as NumPy 1 and 2 write it with any
/// protocol and as Python 2 did. Refuses other values, other elements and other than two axes.
[[nodiscard]] base::Result<PickledRows> rowsOf(const formats::Pickle& pickle, formats::PickleRef ref);

/// The value of a key in a dict, also where the key is bytes that Python 3 pickled with protocol 0 to 2.
[[nodiscard]] std::optional<formats::PickleRef> entryOf(const formats::Pickle& pickle,
                                                        formats::PickleRef dict, std::string_view key);

/// The integers of a list.
[[nodiscard]] base::Result<std::vector<std::int64_t>> integersOf(const formats::Pickle& pickle,
                                                                 formats::PickleRef ref);
/// The texts of a list.
[[nodiscard]] std::vector<std::string> textsOf(const formats::Pickle& pickle, formats::PickleRef ref);

} // namespace faultline::dataset
