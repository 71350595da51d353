// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <span>
#include <vector>

namespace faultline::study {

class StudyFile;

/// The pictures of a study, each once, whatever runs it failed in.
class Pictures {
public:
    /// @param file outlives the object
    explicit Pictures(const StudyFile& file)
        : m_file(&file) {}

    /// Of failures and controls, in the order asked for; NotFound for any other sample.
    [[nodiscard]] base::Result<std::vector<base::Image>> of(std::span<const base::SampleIndex> samples) const;

private:
    const StudyFile* m_file;
};

} // namespace faultline::study
