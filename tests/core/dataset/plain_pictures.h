// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_decoder.h"
#include "core/dataset/open_options.h"

#include <string>

namespace faultline::tests {

/// Decodes "2x1:" and then six bytes as a picture of 2 × 1 pixels, and nothing else.
class PlainDecoder : public dataset::ImageDecoder {
public:
    std::size_t decodedBytes(base::ByteView file) const override { return file.size(); }
    base::Result<base::Image> decode(base::ByteView file) const override;
};

[[nodiscard]] base::Bytes plainPicture(int width, int height, std::uint8_t colour);
[[nodiscard]] dataset::OpenOptions plainOptions(dataset::Split split = dataset::Split::Test);

} // namespace faultline::tests
