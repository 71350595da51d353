// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imaging.h"

#include <algorithm>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

namespace faultline::imaging {

namespace {

constexpr int longestSide = 16'384;
constexpr int mostChannels = 4;

std::string sizeText(int width, int height) {
    return std::to_string(width) + " × " + std::to_string(height);
}

/// A matrix over the view's bytes, without copying; only read.
base::Result<cv::Mat> matrixOver(const dataset::ImageView& image) {
    const bool sane = image.width >= 1 && image.width <= longestSide && image.height >= 1 &&
                      image.height <= longestSide && image.channels >= 1 && image.channels <= mostChannels;
    const auto bytes = [&] {
        return static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
               static_cast<std::size_t>(image.channels);
    };
    if (!sane || image.pixels.size() != bytes())
        return base::failure(base::ErrorKind::InvalidInput,
                             "an image of " + sizeText(image.width, image.height) + " pixels and " +
                                 std::to_string(image.channels) + " channels can't have " +
                                 std::to_string(image.pixels.size()) + " bytes");
    return cv::Mat(image.height, image.width, CV_8UC(image.channels),
                   const_cast<std::uint8_t*>(image.pixels.data()));
}

tl::unexpected<base::Error> openCvFailure(const cv::Exception& error) {
    return base::failure(base::ErrorKind::Internal, "OpenCV refused an image: " + error.err);
}

int flagFor(Interpolation interpolation, const cv::Mat& from, int width, int height) {
    if (interpolation == Interpolation::Nearest)
        return cv::INTER_NEAREST;
    return width < from.cols || height < from.rows ? cv::INTER_AREA : cv::INTER_CUBIC;
}

/// (max − min) ÷ max over the channels of each pixel; black has none.
double meanSaturation(const cv::Mat& pixels) {
    double sum = 0;
    for (int y = 0; y < pixels.rows; ++y) {
        const auto* row = pixels.ptr<cv::Vec3b>(y);
        for (int x = 0; x < pixels.cols; ++x) {
            const auto [least, most] = std::minmax({row[x][0], row[x][1], row[x][2]});
            sum += most == 0 ? 0.0 : static_cast<double>(most - least) / most;
        }
    }
    return sum / static_cast<double>(pixels.total());
}

} // namespace

base::Result<dataset::Image> scaled(const dataset::ImageView& image, int width, int height,
                                    Interpolation interpolation) {
    FAULTLINE_TRY(from, matrixOver(image));
    if (width < 1 || width > longestSide || height < 1 || height > longestSide)
        return base::failure(base::ErrorKind::InvalidInput,
                             "an image can't be scaled to " + sizeText(width, height) + " pixels");
    try {
        dataset::Image result{width, height, image.channels, {}};
        result.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                             static_cast<std::size_t>(image.channels));
        cv::Mat to(height, width, from.type(), result.pixels.data());
        cv::resize(from, to, to.size(), 0, 0, flagFor(interpolation, from, width, height));
        return result;
    } catch (const cv::Exception& error) {
        return openCvFailure(error);
    }
}

base::Result<Measures> measures(const dataset::ImageView& image) {
    FAULTLINE_TRY(pixels, matrixOver(image));
    if (image.channels != 1 && image.channels != 3)
        return base::failure(base::ErrorKind::InvalidInput,
                             "an image of " + std::to_string(image.channels) + " channels can't be measured");
    try {
        cv::Mat luma = pixels;
        if (image.channels == 3)
            cv::cvtColor(pixels, luma, cv::COLOR_RGB2GRAY);
        cv::Scalar mean, deviation;
        cv::meanStdDev(luma, mean, deviation);
        Measures result;
        result.brightness = mean[0] / 255;
        result.contrast = deviation[0] / 255;
        result.saturation = image.channels == 3 ? meanSaturation(pixels) : 0;

        cv::Mat laplacian;
        cv::Laplacian(luma, laplacian, CV_64F);
        cv::meanStdDev(laplacian, mean, deviation);
        result.sharpness = deviation[0] * deviation[0];
        return result;
    } catch (const cv::Exception& error) {
        return openCvFailure(error);
    }
}

std::string openCvVersion() {
    return cv::getVersionString();
}

} // namespace faultline::imaging
