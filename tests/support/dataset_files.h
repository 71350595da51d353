// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::tests {

/// An .npy file: "<f4" and the like, the shape, and the elements' bytes.
[[nodiscard]] base::Bytes npyFile(std::string_view type, const std::vector<std::uint64_t>& shape,
                                  const base::Bytes& elements);

/// How a pickle of CIFAR's Python layout came about.
enum class PickledBy {
    Python2,          ///< as the published files: str throughout
    Python3Protocol2, ///< bytes as text that is encoded again
    Python3Protocol4, ///< NumPy 2's names, STACK_GLOBAL and memo
    Python3Protocol5, ///< _frombuffer
};

/// A dict with the array "data" and lists of integers.
struct PickledBatch {
    PickledBy by = PickledBy::Python2;
    std::vector<std::uint64_t> shape;
    base::Bytes data; ///< in C order, or in Fortran order where that is said
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> labels;
    std::string type = "u1";
    bool fortranOrder = false;
};
[[nodiscard]] base::Bytes pickledBatch(const PickledBatch& batch);

/// A dict with one list of texts.
[[nodiscard]] base::Bytes pickledNames(const std::string& key, const std::vector<std::string>& names);

/// Records of CIFAR-10's binary layout as the pickle of a batch, and as NHWC bytes with their labels.
[[nodiscard]] base::Bytes pickledRecords(base::ByteView records, PickledBy by);
struct Interleaved {
    base::Bytes pixels;
    base::Bytes labels;
};
[[nodiscard]] Interleaved interleaved(base::ByteView records);

} // namespace faultline::tests
