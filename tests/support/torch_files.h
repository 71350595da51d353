// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::tests {

/// Writes pickles by hand, one instruction a call, as torch.save() would (protocol 2).
class PickleWriter {
public:
    explicit PickleWriter(int protocol = 2);
    PickleWriter& op(char code);
    PickleWriter& op(std::string_view codes);
    PickleWriter& text(std::string_view value);
    PickleWriter& bytes(std::string_view value);
    PickleWriter& integer(std::int64_t value);
    PickleWriter& real(double value);
    PickleWriter& global(std::string_view module, std::string_view name);
    /// A tuple of integers.
    PickleWriter& numbers(const std::vector<std::uint64_t>& values);
    PickleWriter& raw(std::string_view bytes);
    /// Ends with STOP.
    [[nodiscard]] base::Bytes finish();

private:
    PickleWriter& little(std::uint64_t value, int size);
    base::Bytes m_bytes;
};

struct ZipFile {
    std::string name;
    base::Bytes bytes;
    base::Bytes deflated{}; ///< the same compressed; empty: it is stored
};
/// A ZIP archive with stored or compressed entries.
[[nodiscard]] base::Bytes zipArchive(const std::vector<ZipFile>& files);

/// A float tensor of a state dict.
struct TorchTensor {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::vector<float> values;
    std::vector<std::uint64_t> strides{}; ///< empty: row-major
    std::string storage = "FloatStorage";
};
enum class TorchContainer { Zip, Legacy };

/// What surrounds the state dict.
struct TorchFile {
    TorchContainer container = TorchContainer::Zip;
    std::vector<TorchTensor> tensors;
    std::string key;                                   ///< empty: a bare state dict; else under this key
    std::vector<std::pair<std::string, double>> facts; ///< beside it; only with a key
    bool metadata = true; ///< the OrderedDict carries _metadata, as a module's does
    std::string foreign;  ///< "module name" of an object beside the state dict
    std::string location = "cpu";
    std::vector<std::pair<std::string, std::vector<TorchTensor>>>
        others{}; ///< further dicts beside it, by key
};
[[nodiscard]] base::Bytes torchFile(const TorchFile& file);

/// The state dict of a ResNet with widths 4, 8 and 16 and one block a stage. It answers each picture with the
/// class `favourite`. @param stem pixels of its kernel's sides
[[nodiscard]] std::vector<TorchTensor> tinyResnet(const std::string& prefix, std::size_t favourite,
                                                  std::size_t classes = 10, std::uint64_t stem = 3);

} // namespace faultline::tests
