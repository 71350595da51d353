// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/import_doubt.h"

#include "core/base/text.h"
#include "core/model/imported.h"

namespace faultline::workbench {

std::optional<std::string> importDoubt(const model::RunHeader& header, const ImportTally& tally) {
    const std::size_t classes = header.dataset.classes.size();
    const bool coversAll = tally.samples > 0 && tally.samples == header.dataset.readableCount();
    if (!model::isImported(header.model) || !coversAll || classes < 2 ||
        tally.correct * classes > tally.samples)
        return std::nullopt;
    return "the accuracy is that of guessing among " + base::groupedText(classes) +
           " classes or less: the numbers of the pictures or of the classes may belong to another order";
}

} // namespace faultline::workbench
