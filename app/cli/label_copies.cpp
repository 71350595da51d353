// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/label_copies.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/workbench/label_backups.h"
#include "ui/places/label_backup_place.h"

#include <cstdio>

namespace faultline::app {

void keepLabels(const study::Study& study, std::chrono::milliseconds apart) {
    const workbench::BackupRule rule{static_cast<std::size_t>(ui::labelBackupsKept()), apart};
    const auto kept = workbench::backUpLabels(study, ui::labelBackupsFolder(), rule);
    if (!kept)
        std::fprintf(stderr, "faultline: note: %s\n", base::printable(kept.error().message).c_str());
}

std::string keptLabelsOf(const std::filesystem::path& study) {
    const auto backups = workbench::labelBackupsOf(study, ui::labelBackupsFolder());
    if (backups.empty())
        return {};
    const workbench::LabelBackup& newest = backups.front();
    return "its labels of " + base::isoText(newest.written) + " (" + base::groupedText(newest.events) +
           " events) are kept in " + newest.path.string() +
           "; faultline merge COPY FILE takes them into an earlier copy of the study";
}

} // namespace faultline::app
