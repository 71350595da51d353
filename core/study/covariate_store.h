// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/covariate.h"

#include <string>
#include <vector>

namespace faultline::study {

class StudyFile;

/// What is known of the data set's images from elsewhere. Each function is one transaction.
class CovariateStore {
public:
    /// @param file outlives the object
    explicit CovariateStore(StudyFile& file)
        : m_file(&file) {}

    /// In the order in which they were added.
    [[nodiscard]] base::Result<std::vector<dataset::Covariate>> all() const;
    /// Refused where the study has one of that name or of the same content, or where it is of another data
    /// set.
    [[nodiscard]] base::Result<> add(const dataset::Covariate& covariate);
    /// NotFound names those that there are. No undo: it is added again from its file.
    [[nodiscard]] base::Result<> remove(const std::string& name);

private:
    StudyFile* m_file;
};

} // namespace faultline::study
