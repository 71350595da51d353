// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/covariate_store.h"

#include "core/study/covariate_rows.h"
#include "core/study/study_file.h"

namespace faultline::study {

base::Result<std::vector<dataset::Covariate>> CovariateStore::all() const {
    return m_file->reading([](const Database& database) { return readCovariates(database); });
}

base::Result<> CovariateStore::add(const dataset::Covariate& covariate) {
    return m_file->writing([&](const Database& database) { return storeCovariate(database, covariate); });
}

base::Result<> CovariateStore::remove(const std::string& name) {
    return m_file->writing([&](const Database& database) { return removeCovariate(database, name); });
}

} // namespace faultline::study
