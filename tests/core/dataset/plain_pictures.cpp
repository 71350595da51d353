// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/dataset/plain_pictures.h"

#include "core/base/text.h"

namespace faultline::tests {

base::Result<base::Image> PlainDecoder::decode(base::ByteView file) const {
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    const std::size_t times = text.find('x');
    const std::size_t colon = text.find(':');
    if (times > colon || colon == std::string_view::npos)
        return base::failure(base::ErrorKind::InvalidInput, "it is no plain picture");
    const int width = base::parsedNumber<int>(text.substr(0, times)).value_or(0);
    const int height = base::parsedNumber<int>(text.substr(times + 1, colon - times - 1)).value_or(0);
    return base::Image::make(width, height, 3,
                             {file.begin() + static_cast<std::ptrdiff_t>(colon + 1), file.end()});
}

base::Bytes plainPicture(int width, int height, std::uint8_t colour) {
    const std::string header = std::to_string(width) + "x" + std::to_string(height) + ":";
    base::Bytes file(header.begin(), header.end());
    file.resize(file.size() + static_cast<std::size_t>(width * height * 3), colour);
    return file;
}

dataset::OpenOptions plainOptions(dataset::Split split) {
    dataset::OpenOptions options;
    options.split = split;
    options.decoder = std::make_shared<PlainDecoder>();
    return options;
}

} // namespace faultline::tests
