// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/memory_images.h"

#include "core/dataset/cifar/official.h"
#include "core/dataset/identity.h"

#include <utility>

namespace faultline::dataset {

namespace {

class MemoryImages : public ImageSet {
public:
    MemoryImages(DatasetInfo info, MemoryPixels images)
        : m_info(std::move(info))
        , m_images(std::move(images)) {
        m_info.size = static_cast<std::uint32_t>(m_images.labels.size());
        IdentityHash identity;
        for (std::uint32_t i = 0; i < m_info.size; ++i)
            identity.add(m_images.labels[i], viewOf(i));
        m_info.identity = identity.finish();
        m_info.official = isOfficial(m_info.identity);
    }

    const DatasetInfo& info() const override { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override { return m_images.labels[sample.value]; }
    base::Result<ImageView> image(base::SampleIndex sample, Image&) const override {
        return viewOf(sample.value);
    }
    bool isInMemory() const override { return true; }

private:
    [[nodiscard]] ImageView viewOf(std::uint32_t sample) const {
        const base::ByteView all(m_images.pixels);
        return {m_images.width, m_images.height, 3,
                all.subspan(sample * m_images.imageBytes(), m_images.imageBytes())};
    }

    DatasetInfo m_info;
    MemoryPixels m_images;
};

} // namespace

std::unique_ptr<ImageSet> memoryImages(DatasetInfo info, MemoryPixels images) {
    return std::make_unique<MemoryImages>(std::move(info), std::move(images));
}

} // namespace faultline::dataset
