// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/loaded_images.h"

#include <utility>

namespace faultline::training {

base::Result<LoadedImages> LoadedImages::load(const dataset::ImageSet& images) {
    LoadedImages loaded;
    loaded.m_images = &images;
    for (std::uint32_t i = 0; i < images.info().size; ++i) {
        base::Image storage;
        FAULTLINE_TRY(view, images.image(base::SampleIndex(i), storage));
        loaded.m_views.push_back(view);
        if (!images.isInMemory())
            loaded.m_decoded.push_back(std::move(storage));
    }
    return loaded;
}

} // namespace faultline::training
