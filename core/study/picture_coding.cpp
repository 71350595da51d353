// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/picture_coding.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <zlib.h>

namespace faultline::study {

namespace {

constexpr std::size_t mostBytesEach = 1032; ///< of what one byte of a zlib stream stands for (zlib's manual)
constexpr std::size_t channels = base::ImageView::channels;

using Stream = std::unique_ptr<z_stream, int (*)(z_stream*)>;

int predicted(int left, int above, int corner) {
    const int toLeft = std::abs(above - corner);
    const int toAbove = std::abs(left - corner);
    const int toCorner = std::abs(above + left - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner)
        return left;
    return toAbove <= toCorner ? above : corner;
}

/// @param above the row above, or zeros
void filterRow(const std::uint8_t* row, const std::uint8_t* above, std::size_t bytes, std::uint8_t* to) {
    for (std::size_t i = 0; i < channels; ++i)
        to[i] = static_cast<std::uint8_t>(row[i] - above[i]); // the prediction from (0, above, 0)
    for (std::size_t i = channels; i < bytes; ++i)
        to[i] =
            static_cast<std::uint8_t>(row[i] - predicted(row[i - channels], above[i], above[i - channels]));
}

/// In place.
void unfilterRow(std::uint8_t* row, const std::uint8_t* above, std::size_t bytes) {
    for (std::size_t i = 0; i < channels; ++i)
        row[i] = static_cast<std::uint8_t>(row[i] + above[i]);
    for (std::size_t i = channels; i < bytes; ++i)
        row[i] =
            static_cast<std::uint8_t>(row[i] + predicted(row[i - channels], above[i], above[i - channels]));
}

/// Gives the stream so many bytes to read; what it makes of them goes to the end of `to`, up to `most` in
/// all.
bool deflateMore(z_stream& stream, base::Bytes& to, std::size_t most, int flush) {
    for (;;) {
        if (stream.avail_out == 0) {
            const std::size_t used = to.size();
            if (used >= most)
                return false;
            to.resize(std::min(most, used + std::max(used / 2, fewestDeflatedBytes)));
            stream.next_out = to.data() + used;
            stream.avail_out = static_cast<uInt>(to.size() - used);
        }
        const int code = deflate(&stream, flush);
        if (code == Z_STREAM_END)
            return true;
        if (code != Z_OK && code != Z_BUF_ERROR)
            return false;
        if (stream.avail_out != 0 && flush == Z_NO_FLUSH)
            return true; // all of it was read
    }
}

} // namespace

std::optional<base::Bytes> deflated(const base::ImageView& image) {
    z_stream state{};
    // Of what the filter leaves, runs are all that repeats: no search for more, which costs three times as
    // much and finds nothing.
    constexpr int windowBits = 15, memoryLevel = 9;
    if (deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, memoryLevel, Z_RLE) != Z_OK)
        return std::nullopt;
    const Stream stream(&state, &deflateEnd);
    const std::size_t most = image.pixels().size() - 1;
    base::Bytes result;
    base::Bytes filtered(image.rowBytes());
    const base::Bytes zeros(image.rowBytes());
    for (int y = 0; y < image.height(); ++y) {
        filterRow(image.row(y), y == 0 ? zeros.data() : image.row(y - 1), filtered.size(), filtered.data());
        state.next_in = filtered.data();
        state.avail_in = static_cast<uInt>(filtered.size());
        if (!deflateMore(state, result, most, y + 1 == image.height() ? Z_FINISH : Z_NO_FLUSH))
            return std::nullopt;
    }
    result.resize(result.size() - state.avail_out);
    result.shrink_to_fit();
    return result;
}

std::optional<base::Image> inflated(base::ByteView stream, int width, int height) {
    const std::size_t bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * channels;
    if (bytes > mostPictureBytes || stream.size() > mostPictureBytes || stream.size() < bytes / mostBytesEach)
        return std::nullopt;
    base::Image image = base::Image::blank(width, height);
    z_stream state{};
    state.next_in = const_cast<Bytef*>(stream.data());
    state.avail_in = static_cast<uInt>(stream.size());
    if (inflateInit(&state) != Z_OK)
        return std::nullopt;
    const Stream ending(&state, &inflateEnd);
    state.next_out = image.bytes().data();
    state.avail_out = static_cast<uInt>(bytes);
    if (inflate(&state, Z_FINISH) != Z_STREAM_END || state.avail_out != 0 || state.avail_in != 0)
        return std::nullopt;
    const base::Bytes zeros(image.view().rowBytes());
    const std::uint8_t* above = zeros.data();
    for (int y = 0; y < height; ++y) {
        std::uint8_t* const row = image.bytes().data() + static_cast<std::size_t>(y) * zeros.size();
        unfilterRow(row, above, zeros.size());
        above = row;
    }
    return image;
}

} // namespace faultline::study
