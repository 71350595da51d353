// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/imported.h"

#include "core/model/run_header.h"

#include <filesystem>

namespace faultline::model {

std::string importedText(const RunHeader& header) {
    if (!isImported(header.model))
        return {};
    if (!header.options.modelName.empty())
        return "Predictions of " + header.options.modelName + ", imported";
    const std::string file = std::filesystem::path(header.model.location).filename().string();
    return file.empty() ? "Imported predictions" : "Predictions in " + file + ", imported";
}

} // namespace faultline::model
