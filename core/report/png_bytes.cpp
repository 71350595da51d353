// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/png_bytes.h"

#include <algorithm>
#include <array>

namespace faultline::report {

namespace {

using base::ImageView;

void addNumber(std::string& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU);
}

std::uint32_t crc32(std::string_view bytes) {
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < made.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1U) != 0 ? 0xEDB88320U ^ value >> 1U : value >> 1U;
            made[i] = value;
        }
        return made;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char byte : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ crc >> 8U;
    return crc ^ 0xFFFFFFFFU;
}

std::uint32_t adler32(std::string_view bytes) {
    constexpr std::uint32_t modulus = 65521;
    std::uint32_t a = 1, b = 0;
    for (const char byte : bytes) {
        a = (a + static_cast<unsigned char>(byte)) % modulus;
        b = (b + a) % modulus;
    }
    return b << 16U | a;
}

void addChunk(std::string& file, const std::string& type, const std::string& data) {
    addNumber(file, static_cast<std::uint32_t>(data.size()));
    file += type + data;
    addNumber(file, crc32(type + data));
}

/// A zlib stream (RFC 1950) that holds the bytes as they are.
std::string stored(std::string_view bytes) {
    constexpr std::size_t most = 65535;
    std::string stream("\x78\x01", 2);
    for (std::size_t begin = 0; begin < bytes.size() || begin == 0; begin += most) {
        const std::size_t length = std::min(most, bytes.size() - begin);
        stream += static_cast<char>(begin + length >= bytes.size() ? 1 : 0);
        for (const std::size_t value : {length, ~length}) {
            stream += static_cast<char>(value & 0xFFU);
            stream += static_cast<char>(value >> 8U & 0xFFU);
        }
        stream += bytes.substr(begin, length);
    }
    addNumber(stream, adler32(bytes));
    return stream;
}

} // namespace

std::string pngBytes(const ImageView& picture, int longest) {
    const int side = std::max(picture.width(), picture.height());
    const int block = std::max(1, (side + longest - 1) / longest);
    const int width = std::max(1, picture.width() / block), height = std::max(1, picture.height() / block);
    std::string rows;
    for (int y = 0; y < height; ++y) {
        rows += '\0'; // no filter
        for (int x = 0; x < width; ++x)
            for (int channel = 0; channel < ImageView::channels; ++channel) {
                std::uint32_t sum = 0, count = 0;
                for (int j = y * block; j < std::min((y + 1) * block, picture.height()); ++j)
                    for (int i = x * block; i < std::min((x + 1) * block, picture.width()); ++i, ++count)
                        sum += picture.row(j)[i * ImageView::channels + channel];
                rows += static_cast<char>((sum + count / 2) / count);
            }
    }
    std::string header;
    addNumber(header, static_cast<std::uint32_t>(width));
    addNumber(header, static_cast<std::uint32_t>(height));
    header += std::string("\x08\x02\x00\x00\x00", 5); // 8 bits, true colour, no interlace
    std::string file("\x89PNG\r\n\x1a\n", 8);
    addChunk(file, "IHDR", header);
    addChunk(file, "IDAT", stored(rows));
    addChunk(file, "IEND", {});
    return file;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += i + j <= bytes.size() ? digits[group >> (18 - 6 * j) & 63U] : '=';
    }
    return text;
}

} // namespace faultline::report
