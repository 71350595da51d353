// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <utility>

namespace faultline::base {

/// Longest side of a picture, wherever it comes from.
inline constexpr int longestSide = 16'384; ///< pixels

/// Bytes of a picture of such a size, for who knows it before there are any. Refuses sides outside of
/// 1 … longestSide, and other than three channels.
[[nodiscard]] Result<std::size_t> imageBytes(std::int64_t width, std::int64_t height,
                                             std::int64_t channelCount);

/// Somebody else's pixels of one picture: rows from the top, pixels from the left, channels interleaved
/// (R, G, B), 8 bits each. Its maker is the only check: whoever has one may read width × height × 3 bytes.
class ImageView {
public:
    static constexpr int channels = 3;

    /// Refuses what imageBytes() does, and any other number of bytes.
    [[nodiscard]] static Result<ImageView> make(std::int64_t width, std::int64_t height,
                                                std::int64_t channelCount, ByteView pixels);

    [[nodiscard]] int width() const { return m_width; }   ///< pixels
    [[nodiscard]] int height() const { return m_height; } ///< pixels
    [[nodiscard]] ByteView pixels() const { return m_pixels; }
    [[nodiscard]] std::size_t rowBytes() const { return static_cast<std::size_t>(m_width) * channels; }
    /// @param y less than height()
    [[nodiscard]] const std::uint8_t* row(int y) const {
        return m_pixels.data() + static_cast<std::size_t>(y) * rowBytes();
    }

private:
    friend class Image;
    ImageView(int width, int height, ByteView pixels)
        : m_width(width)
        , m_height(height)
        , m_pixels(pixels) {}

    int m_width;
    int m_height;
    ByteView m_pixels;
};

/// A picture that owns its pixels, laid out and checked as an ImageView's. Made empty, or moved from, it is
/// one black pixel, so that there is no picture without any. A move leaves views of the pixels valid.
class Image {
public:
    Image() = default;
    Image(const Image&) = default;
    Image& operator=(const Image&) = default;
    Image(Image&& other) noexcept { swap(other); }
    Image& operator=(Image&& other) noexcept {
        Image(std::move(other)).swap(*this);
        return *this;
    }
    ~Image() = default;

    /// As ImageView::make().
    [[nodiscard]] static Result<Image> make(std::int64_t width, std::int64_t height,
                                            std::int64_t channelCount, Bytes pixels);
    /// Black; for a program that fills it. The sides lie in 1 … longestSide.
    [[nodiscard]] static Image blank(int width, int height);
    [[nodiscard]] static Image copyOf(const ImageView& view);

    [[nodiscard]] int width() const { return m_width; }   ///< pixels
    [[nodiscard]] int height() const { return m_height; } ///< pixels
    [[nodiscard]] const Bytes& pixels() const { return m_pixels.empty() ? blackPixel() : m_pixels; }
    [[nodiscard]] ImageView view() const { return {m_width, m_height, pixels()}; }
    [[nodiscard]] std::span<std::uint8_t> bytes(); ///< the pixels, to be filled

    bool operator==(const Image& other) const;

private:
    static const Bytes& blackPixel();

    Image(int width, int height, Bytes pixels)
        : m_width(width)
        , m_height(height)
        , m_pixels(std::move(pixels)) {}
    void swap(Image& other) noexcept {
        std::swap(m_width, other.m_width);
        std::swap(m_height, other.m_height);
        m_pixels.swap(other.m_pixels);
    }

    int m_width = 1;
    int m_height = 1;
    Bytes m_pixels; ///< empty: blackPixel()
};

} // namespace faultline::base
