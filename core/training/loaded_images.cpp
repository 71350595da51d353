// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/loaded_images.h"

#include <utility>

namespace faultline::training {

base::Result<LoadedImages> LoadedImages::load(const dataset::ImageSet& images) {
    LoadedImages loaded;
    loaded.m_images = &images;
    for (std::uint32_t i = 0; i < images.info().size; ++i) {
        dataset::Image storage;
        FAULTLINE_TRY(view, images.image(base::SampleIndex(i), storage));
        loaded.m_views.push_back(view);
        if (!storage.pixels.empty()) {
            loaded.m_decoded.push_back(std::move(storage.pixels));
            loaded.m_views.back().pixels = loaded.m_decoded.back();
        }
    }
    return loaded;
}

} // namespace faultline::training
