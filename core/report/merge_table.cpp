// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/merge_table.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/report/json_text.h"

namespace faultline::report {

std::string mergeTable(TableFormat format, std::size_t files, const labels::MergeReport& report) {
    if (format == TableFormat::Json)
        return jsonText(Json{{"files", files},
                             {"events_new", report.eventsNew},
                             {"events_known", report.eventsKnown},
                             {"annotators", report.annotators},
                             {"notes", report.notes}});
    std::string names;
    for (const std::string& name : report.annotators)
        names += (names.empty() ? "" : ", ") + base::printable(name);
    return base::groupedText(report.eventsNew) +
           (report.eventsNew == 1 ? " new label event, " : " new label events, ") +
           base::groupedText(report.eventsKnown) + " known before" + (names.empty() ? "" : ", by " + names) +
           "\n";
}

} // namespace faultline::report
