// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/report/text_table.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace faultline::report {

struct SectionTable {
    std::string caption{}; ///< may be empty
    std::vector<TextColumn> columns{};
    std::vector<std::vector<std::string>> rows{};
};

/// Shares with their intervals, as bars.
struct ShareFigure {
    struct Bar {
        std::string name;
        double share = 0;
        analysis::Interval interval;
        std::string colour{}; ///< "#rrggbb"; empty: the usual one
    };
    std::string title;
    std::vector<Bar> bars;
};

/// Counts of two variables as shades, the columns' names above.
struct HeatFigure {
    std::string title;
    std::vector<std::string> rows, columns;
    std::vector<double> values;   ///< rows × columns, not negative
    std::vector<char> isMarked{}; ///< rows × columns, or empty
};

/// How often answers of a confidence are right.
struct ReliabilityFigure {
    struct Point {
        double confidence = 0, accuracy = 0;
        double weight = 0; ///< share of the answers
    };
    std::string title;
    std::vector<Point> points;
};

using Figure = std::variant<ShareFigure, HeatFigure, ReliabilityFigure>;

/// Examples of one kind.
struct Gallery {
    struct Picture {
        std::string caption;
        std::string png{}; ///< the file's bytes; empty: the caption stands alone
    };
    std::string title;
    std::vector<Picture> pictures;
};

/// A card for people, in whatever form it is shown: all texts are plain, and may hold what a file says.
struct Section {
    std::string key{}; ///< its member in the JSON, and its anchor
    std::string title{};
    std::vector<std::string> findings{}; ///< sentences: what comes out, or what is lacking
    std::vector<SectionTable> tables{};
    std::vector<Figure> figures{};
    std::vector<Gallery> galleries{};
    std::string meaning{};    ///< how to read it
    std::string assumption{}; ///< what must hold, and the method
};

/// What a report is made of, whatever its format.
struct Document {
    std::string title{}; ///< of the study and the run
    std::string word{};  ///< of the verdict, and that it is provisional
    std::string sentence{};
    std::vector<Section> sections{};
};

/// For a terminal.
[[nodiscard]] std::string sectionText(const Section& section);

/// "0.0123"; "< 0.0001" where it would print as 0.
[[nodiscard]] std::string probabilityOf(double p);
/// "12.3"
[[nodiscard]] std::string percentOf(double share);
/// "9.1 to 15.2"
[[nodiscard]] std::string percentsOf(const analysis::Interval& interval);
/// "1.23 (1.05 to 1.44)"
[[nodiscard]] std::string withInterval(double estimate, double low, double high, int decimals);

} // namespace faultline::report
