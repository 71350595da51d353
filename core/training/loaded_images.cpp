// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/loaded_images.h"

#include "core/base/text.h"

#include <utility>

namespace faultline::training {

base::Result<LoadedImages> LoadedImages::load(const dataset::ImageSet& images) {
    const dataset::DatasetInfo& info = images.info();
    if (info.unreadableCount > 0)
        return base::failure(base::ErrorKind::InvalidInput,
                             info.location + " has " + base::groupedText(info.unreadableCount) +
                                 " pictures that can't be read, which no training can use; take them out (" +
                                 (info.unreadable.empty() ? "they are not named" : info.unreadable.front()) +
                                 ")");
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
