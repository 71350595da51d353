// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <functional>
#include <span>
#include <vector>

namespace faultline::study {

class StudyFile;

enum class Visit { GoOn, Enough };

/// The pictures of a study, each once, whatever runs it failed in.
class Pictures {
public:
    /// @param file outlives the object
    explicit Pictures(const StudyFile& file)
        : m_file(&file) {}

    /// Of failures and controls, in the order asked for; NotFound for any other sample. All are in memory at
    /// once.
    [[nodiscard]] base::Result<std::vector<base::Image>> of(std::span<const base::SampleIndex> samples) const;
    /// One after the other, in the order asked for, until `take` says that it is enough. One that can't be
    /// read comes as the reason, which names no file.
    [[nodiscard]] base::Result<> visit(
        std::span<const base::SampleIndex> samples,
        const std::function<Visit(base::SampleIndex sample, base::Result<base::Image> picture)>& take) const;

private:
    const StudyFile* m_file;
};

} // namespace faultline::study
