// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/codecs/image_files.h"

#include <opencv2/imgcodecs.hpp>

namespace faultline::tests {

using base::Bytes;

namespace {

/// An entry of a TIFF directory with one value: SHORT (3) or LONG (4).
Bytes entry(std::uint32_t tag, std::uint32_t type, std::uint32_t value) {
    return joined({little(tag, 2), little(type, 2), little(1, 4), little(value, 4)});
}

std::uint32_t checksum(const Bytes& bytes) {
    std::uint32_t crc = 0xffffffff;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

} // namespace

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

Bytes little(std::uint64_t value, int size) {
    Bytes bytes;
    for (int i = 0; i < size; ++i)
        bytes.push_back(i < 8 ? static_cast<std::uint8_t>(value >> (8 * i)) : 0);
    return bytes;
}

Bytes big(std::uint64_t value, int size) {
    const Bytes reversed = little(value, size);
    return {reversed.rbegin(), reversed.rend()};
}

Bytes exif(std::uint32_t orientation, bool littleEndian) {
    const auto number = [&](std::uint64_t value, int size) {
        return littleEndian ? little(value, size) : big(value, size);
    };
    return joined({bytesOf(littleEndian ? "II" : "MM"), number(42, 2), number(8, 4), number(1, 2),
                   number(274, 2), number(3, 2), number(1, 4), number(orientation, 2), number(0, 2),
                   number(0, 4)});
}

Bytes pngChunk(std::string_view type, const Bytes& data) {
    const Bytes body = joined({bytesOf(type), data});
    return joined({big(data.size(), 4), body, big(checksum(body), 4)});
}

Bytes tiff(const TiffFile& file) {
    std::vector<Bytes> entries{entry(256, 4, file.width),
                               entry(257, 4, file.height),
                               entry(258, 3, file.bits),
                               entry(259, 3, 1),
                               entry(262, 3, file.photometric.value_or(file.samples < 3 ? 1 : 2)),
                               entry(273, 4, 8),
                               entry(274, 3, file.orientation),
                               entry(277, 3, file.samples),
                               entry(278, 4, file.height),
                               entry(279, 4, static_cast<std::uint32_t>(file.data.size())),
                               entry(284, 3, file.planar)};
    Bytes data = file.data;
    data.resize(data.size() + data.size() % 2);
    if (file.samples > 1) { // one size a sample: kept behind the pixels
        Bytes bits;
        for (std::uint32_t i = 0; i < file.samples; ++i)
            bits = joined({bits, little(file.bits, 2)});
        entries[2] =
            joined({little(258, 2), little(3, 2), little(file.samples, 4), little(8 + data.size(), 4)});
        data = joined({data, bits});
    }
    if (file.planar == 2) { // where each plane begins, and how long it is
        const auto plane = static_cast<std::uint32_t>(file.data.size() / file.samples);
        for (const std::size_t which : {5, 9}) {
            const std::size_t at = 8 + data.size();
            for (std::uint32_t i = 0; i < file.samples; ++i)
                data = joined({data, little(which == 5 ? 8 + i * plane : plane, 4)});
            entries[which] = joined(
                {little(which == 5 ? 273 : 279, 2), little(4, 2), little(file.samples, 4), little(at, 4)});
        }
    }
    if (!file.palette.empty()) {
        entries.push_back(joined(
            {little(320, 2), little(3, 2), little(file.palette.size(), 4), little(8 + data.size(), 4)}));
        for (const std::uint32_t value : file.palette)
            data = joined({data, little(value, 2)});
    }
    if (file.tileSide != 0)
        for (const auto& [tag, value] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
                 {322, file.tileSide},
                 {323, file.tileSide},
                 {324, 8},
                 {325, static_cast<std::uint32_t>(file.data.size())}})
            entries.push_back(entry(tag, 4, value));
    if (file.samples == 4)
        entries.push_back(entry(338, 3, file.extraSample));
    if (file.sampleFormat != 1)
        entries.push_back(entry(339, 3, file.sampleFormat));
    return joined({bytesOf("II"), little(42, 2), little(8 + data.size(), 4), data, little(entries.size(), 2),
                   joined(entries), little(0, 4)});
}

Bytes encoded(const std::string& ending, const cv::Mat& matrix, const std::vector<int>& parameters) {
    Bytes bytes;
    cv::imencode(ending, matrix, bytes, parameters);
    return bytes;
}

} // namespace faultline::tests
