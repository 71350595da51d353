// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>

namespace faultline::tests {

/// "A", "BC": chunks of a file, one after the other.
[[nodiscard]] base::Bytes joined(const std::vector<base::Bytes>& parts);
[[nodiscard]] base::Bytes bytesOf(std::string_view text);
[[nodiscard]] base::Bytes little(std::uint64_t value, int size);
[[nodiscard]] base::Bytes big(std::uint64_t value, int size);

/// EXIF data (a TIFF structure) that state this orientation.
[[nodiscard]] base::Bytes exif(std::uint32_t orientation, bool littleEndian = true);
/// A chunk of a PNG file with its checksum.
[[nodiscard]] base::Bytes pngChunk(std::string_view type, const base::Bytes& data);

/// An uncompressed TIFF file.
struct TiffFile {
    std::uint32_t width = 1;
    std::uint32_t height = 1;
    std::uint32_t samples = 3;
    std::uint32_t bits = 8;
    std::uint32_t sampleFormat = 1; ///< 3: floating point
    std::uint32_t extraSample = 0;  ///< 1: premultiplied alpha, 2: alpha; none below four samples
    std::uint32_t orientation = 1;
    base::Bytes data{};
    std::optional<std::uint32_t> photometric{}; ///< nothing: 2 of three samples and more, else 1
    std::uint32_t planar = 1;                   ///< 2: a plane for each sample
    std::uint32_t tileSide = 0;                 ///< pixels of the one tile; 0: a strip
    std::vector<std::uint32_t> palette{};       ///< of a photometric of 3
};
[[nodiscard]] base::Bytes tiff(const TiffFile& file);

/// What OpenCV writes for an ending such as ".png".
[[nodiscard]] base::Bytes encoded(const std::string& ending, const cv::Mat& matrix,
                                  const std::vector<int>& parameters = {});

} // namespace faultline::tests
