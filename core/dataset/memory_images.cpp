// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/memory_images.h"

#include "core/dataset/cifar/official.h"
#include "core/dataset/identity.h"

#include <utility>

namespace faultline::dataset {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

class MemoryImages : public ImageSet {
public:
    MemoryImages(DatasetInfo info, MemoryPixels images)
        : m_info(std::move(info))
        , m_images(std::move(images)) {}

    const DatasetInfo& info() const override { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override { return m_images.labels[sample.value]; }
    Result<base::ImageView> image(base::SampleIndex sample, base::Image&) const override {
        return m_images.view(sample);
    }
    bool isInMemory() const override { return true; }

private:
    DatasetInfo m_info;
    MemoryPixels m_images;
};

} // namespace

Result<base::ImageView> MemoryPixels::view(base::SampleIndex sample) const {
    const std::size_t each = imageBytes();
    return base::ImageView::make(width, height, base::ImageView::channels,
                                 base::ByteView(pixels).subspan(sample.value * each, each));
}

Result<std::unique_ptr<ImageSet>> memoryImages(DatasetInfo info, MemoryPixels images) {
    FAULTLINE_TRY(each, base::imageBytes(images.width, images.height, base::ImageView::channels));
    if (images.pixels.size() != images.labels.size() * each)
        return failure(ErrorKind::InvalidInput,
                       "the images of " + info.name + " are not as many as its labels");
    info.size = static_cast<std::uint32_t>(images.labels.size());
    IdentityHash identity;
    for (std::uint32_t i = 0; i < info.size; ++i) {
        FAULTLINE_TRY(image, images.view(base::SampleIndex(i)));
        identity.add(images.labels[i], image);
    }
    info.identity = identity.finish();
    info.official = isOfficial(info.identity);
    return std::make_unique<MemoryImages>(std::move(info), std::move(images));
}

} // namespace faultline::dataset
