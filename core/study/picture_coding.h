// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

#include <cstddef>
#include <optional>

namespace faultline::study {

// How a study keeps the pixels of a picture: as they are ("raw8": rows, pixels, interleaved channels of 8
// bits each), or, where that is worth it, without loss in less room ("deflate8").

inline constexpr const char* rawPixels = "raw8";
inline constexpr const char* deflatedPixels = "deflate8";

/// Pixels of fewer bytes are kept as they are: a picture of CIFAR has 3,072.
inline constexpr std::size_t fewestDeflatedBytes = std::size_t{64} << 10;
/// More than this no picture of a study has, in whatever form: as much as one value of the file holds.
inline constexpr std::size_t mostPictureBytes = std::size_t{64} << 20;

/// Each byte less its prediction by Paeth's filter (PNG specification, W3C 2003, 9.4: from the same channel
/// of the pixels to the left, above, and above that to the left; 0 beyond the edges), as a zlib stream (RFC
/// 1950). Nothing where that takes no less room than the pixels, or memory is short.
[[nodiscard]] std::optional<base::Bytes> deflated(const base::ImageView& image);

/// The inverse, for a stream that may be anybody's: nothing where it is damaged, does not hold exactly the
/// pixels of that size, or says more than mostPictureBytes. What is allocated is known beforehand, and in
/// proportion to the stream.
/// @param width as height, 1 … base::longestSide
[[nodiscard]] std::optional<base::Image> inflated(base::ByteView stream, int width, int height);

} // namespace faultline::study
