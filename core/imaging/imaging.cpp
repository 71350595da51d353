// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/imaging.h"

#include <algorithm>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

namespace faultline::imaging {

namespace {

/// A matrix over the view's bytes, without copying; only read.
cv::Mat matrixOver(const base::ImageView& image) {
    return {image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.pixels().data())};
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

base::Result<base::Image> scaled(const base::ImageView& image, int width, int height,
                                 Interpolation interpolation) {
    FAULTLINE_TRY(bytes, base::imageBytes(width, height, base::ImageView::channels));
    FAULTLINE_TRY(result, base::Image::make(width, height, base::ImageView::channels, base::Bytes(bytes)));
    try {
        const cv::Mat from = matrixOver(image);
        cv::Mat to(height, width, from.type(), result.bytes().data());
        cv::resize(from, to, to.size(), 0, 0, flagFor(interpolation, from, width, height));
        return std::move(result);
    } catch (const cv::Exception& error) {
        return openCvFailure(error);
    }
}

base::Result<Measures> measures(const base::ImageView& image) {
    try {
        const cv::Mat pixels = matrixOver(image);
        cv::Mat luma;
        cv::cvtColor(pixels, luma, cv::COLOR_RGB2GRAY);
        cv::Scalar mean, deviation;
        cv::meanStdDev(luma, mean, deviation);
        Measures result;
        result.brightness = mean[0] / 255;
        result.contrast = deviation[0] / 255;
        result.saturation = meanSaturation(pixels);

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
