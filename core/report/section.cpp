// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/section.h"

#include "core/base/printable.h"
#include "core/base/text.h"

namespace faultline::report {

std::string sectionText(const Section& section) {
    std::string text = base::printable(section.title) + "\n";
    for (const std::string& finding : section.findings)
        text += base::printable(finding) + "\n";
    for (const SectionTable& table : section.tables) {
        text += "\n";
        if (!table.caption.empty())
            text += base::printable(table.caption) + "\n";
        text += alignedTable(table.columns, table.rows);
    }
    return text;
}

std::string probabilityOf(double p) {
    constexpr double least = 0.00005; // rounds to .0001
    return p < least ? "< 0.0001" : base::fixedText(p, 4);
}

std::string percentOf(double share) {
    return base::fixedText(100 * share, 1);
}

std::string percentsOf(const analysis::Interval& interval) {
    return percentOf(interval.low) + " to " + percentOf(interval.high);
}

std::string withInterval(double estimate, double low, double high, int decimals) {
    return base::fixedText(estimate, decimals) + " (" + base::fixedText(low, decimals) + " to " +
           base::fixedText(high, decimals) + ")";
}

} // namespace faultline::report
