// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/pictures.h"

#include "core/study/picture_rows.h"
#include "core/study/study_file.h"

namespace faultline::study {

base::Result<std::vector<base::Image>> Pictures::of(std::span<const base::SampleIndex> samples) const {
    return m_file->reading([&](const Database& database) -> base::Result<std::vector<base::Image>> {
        std::vector<base::Image> images;
        images.reserve(samples.size());
        for (const base::SampleIndex sample : samples) {
            FAULTLINE_TRY(image, readPicture(database, sample));
            images.push_back(std::move(image));
        }
        return images;
    });
}

base::Result<> Pictures::visit(
    std::span<const base::SampleIndex> samples,
    const std::function<Visit(base::SampleIndex sample, base::Result<base::Image> picture)>& take) const {
    return m_file->reading([&](const Database& database) -> base::Result<> {
        for (const base::SampleIndex sample : samples)
            if (take(sample, readPicture(database, sample)) == Visit::Enough)
                break;
        return {};
    });
}

} // namespace faultline::study
