// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/named_class.h"
#include "core/report/verdict_sections.h"

#include <algorithm>
#include <cmath>

namespace faultline::report {

namespace {

// More fill no page: the most frequent ones stand.
constexpr std::size_t mostHeatRows = 20, mostTableRows = 30;

std::string rowName(const Cards::Association::Row& row, const std::vector<std::string>& classes) {
    if (row.truth && row.predicted)
        return className(*row.truth, classes) + " → " + className(*row.predicted, classes);
    return className(row.truth ? *row.truth : *row.predicted, classes);
}

std::string titleOf(const std::string& by) {
    return by == "pair"   ? "Mode and class pair"
           : by == "true" ? "Mode and true class"
                          : "Mode and predicted class";
}

bool isMarked(const Cards::Association& card, std::size_t row, std::size_t column) {
    return card.test &&
           std::abs(card.residuals[row * card.table.columns + column]) > card.test->largestResidual;
}

void addTable(Section& section, const Verdict& verdict, const Cards::Association& card,
              const std::vector<std::string>& classes) {
    SectionTable table;
    HeatFigure figure{titleOf(card.by), {}, {}, {}, {}};
    table.columns.push_back({card.by == "pair" ? "true → predicted" : card.by});
    for (const Verdict::OfMode& mode : verdict.composition) {
        table.columns.push_back({mode.name, Alignment::Right});
        figure.columns.push_back(mode.name);
    }
    const auto order = rowsBySize(card);
    for (std::size_t place = 0; place < std::min(order.size(), mostTableRows); ++place) {
        const std::size_t row = order[place];
        table.rows.push_back({rowName(card.rows[row], classes)});
        const bool isDrawn = place < mostHeatRows;
        if (isDrawn)
            figure.rows.push_back(table.rows.back().front());
        for (std::size_t column = 0; column < card.table.columns; ++column) {
            const std::uint64_t count = card.table.at(row, column);
            const bool marked = isMarked(card, row, column);
            table.rows.back().push_back(
                base::groupedText(count) +
                (marked ? " (" + base::fixedText(card.residuals[row * card.table.columns + column], 1) + ")"
                        : std::string()));
            if (!isDrawn)
                continue;
            figure.values.push_back(static_cast<double>(count));
            figure.isMarked.push_back(marked ? 1 : 0);
        }
    }
    const std::string drawn = std::to_string(mostHeatRows);
    if (order.size() > mostTableRows)
        table.caption = "The " + std::to_string(mostTableRows) + " most frequent of " +
                        std::to_string(order.size()) + ", of which the chart has " + drawn + ":";
    else if (order.size() > mostHeatRows)
        table.caption = "The chart has the " + drawn + " most frequent of these:";
    section.tables.push_back(std::move(table));
    section.figures.push_back(std::move(figure));
}

Section associationSection(const Verdict& verdict, const Cards& cards, const Cards::Association& card) {
    Section section{keyOf(card), titleOf(card.by)};
    if (!card.association || !card.test) {
        section.findings = {"Not measured: " + card.why + "."};
        return section;
    }
    section.findings = {"Bergsma's V " + base::fixedText(card.association->bergsmasV, 3) + " (Cramér's V " +
                        base::fixedText(card.association->cramersV, 3) +
                        "); Fisher, Freeman and Halton's p " + probabilityOf(card.test->p) +
                        (card.test->isExact ? ", exact over " : ", by ") +
                        base::groupedText(card.test->tables) +
                        (card.test->isExact ? " tables." : " random tables with the same margins.")};
    addTable(section, verdict, card, cards.classes);
    section.meaning = "In brackets the adjusted residual, where it is larger than the largest of 95 % of the "
                      "tables (" +
                      base::fixedText(card.test->largestResidual, 2) +
                      "). Differences between the classes' pictures alone can produce this: within the true "
                      "class the tests of the verdict ask.";
    section.assumption =
        "Failures are labelled independently of each other. Bergsma (2013); tables ordered by probability "
        "(Freeman and Halton 1951), drawn by Patefield's algorithm (1981); residuals of Haberman (1973).";
    return section;
}

std::string clusterText(const Cards::Representation& card) {
    if (!card.agreement)
        return "Clusters of the features were not compared with the modes: " + card.whyNoClusters + ".";
    return "k-means into " + std::to_string(card.clusters) +
           " clusters, features centred by class pair: adjusted Rand index " +
           base::fixedText(card.agreement->adjustedRand, 3) + " (p " + probabilityOf(card.agreement->randP) +
           "), adjusted mutual information " + base::fixedText(card.agreement->adjustedMutualInformation, 3) +
           " (p " + probabilityOf(card.agreement->mutualP) + ").";
}

Section representationSection(const Verdict& verdict, const Cards& cards) {
    const Cards::Representation& card = cards.representation;
    Section section{"representation", "Modes in the network's features"};
    if (!card.why.empty()) {
        section.findings = {"Not measured: " + card.why + "."};
        return section;
    }
    section.findings = {"Among " + base::groupedText(card.failures) + " labelled failures" +
                            (card.isSample ? ", drawn at random from all." : "."),
                        clusterText(card)};
    SectionTable table;
    table.columns = {{"neighbours"},
                     {"same mode", Alignment::Right},
                     {"expected", Alignment::Right},
                     {"H", Alignment::Right},
                     {"p", Alignment::Right}};
    for (const auto& each : card.byNeighbours)
        table.rows.push_back({std::to_string(each.neighbours), base::fixedText(each.found.test.statistic, 0),
                              base::fixedText(each.found.test.expected, 1),
                              base::fixedText(each.found.effect, 4), probabilityOf(each.found.test.p)});
    section.tables.push_back(std::move(table));
    SectionTable modes;
    modes.columns = {{"mode (10 neighbours)"},        {"failures", Alignment::Right},
                     {"same mode", Alignment::Right}, {"expected", Alignment::Right},
                     {"H", Alignment::Right},         {"p", Alignment::Right}};
    for (const auto& each : card.byCategory)
        modes.rows.push_back({verdict.composition.at(each.category).name, base::groupedText(each.failures),
                              base::fixedText(each.found.test.statistic, 0),
                              base::fixedText(each.found.test.expected, 1),
                              base::fixedText(each.found.effect, 4), probabilityOf(each.found.test.p)});
    section.tables.push_back(std::move(modes));
    section.meaning =
        "H: by how much the share of neighbours with the same mode exceeds what shuffled labels "
        "bring. p-values here are not corrected for being several.";
    section.assumption =
        "Nearest by cosine distance of penultimate features (Schilling 1986; Henze 1988), labels permuted "
        "within the class pair. k-means of Lloyd (1982), best of 10 starts; Hubert and Arabie (1985); Vinh, "
        "Epps and Bailey (2010).";
    return section;
}

Section robustnessSection(const Cards& cards) {
    Section section{"robustness", "Robustness: the tests by fewer labels"};
    SectionTable table;
    table.columns = {{"labels"}, {"n", Alignment::Right},          {"test"},
                     {"word"},   {"adjusted p", Alignment::Right}, {"effect", Alignment::Right}};
    for (const Cards::Variant& variant : cards.robustness) {
        if (variant.tests.empty()) {
            std::string name = variant.name;
            name[0] = static_cast<char>(name[0] - 'a' + 'A');
            section.findings.push_back(name + ": " + variant.why + ".");
        }
        for (const analysis::VerdictTest& test : variant.tests)
            table.rows.push_back({variant.name, base::groupedText(variant.labelled), test.name,
                                  std::string(base::nameOf(test.word)),
                                  test.found ? probabilityOf(test.adjusted) : "-",
                                  test.found ? base::fixedText(test.found->effect, 3) : "-"});
    }
    if (!table.rows.empty())
        section.tables.push_back(std::move(table));
    section.meaning =
        "Words that stay the same do not hang on how labels came about. Fewer labels find less: "
        "a weaker word is no contradiction.";
    section.assumption =
        "The tests of the verdict, by the labels that are left; Holm's correction in each row.";
    return section;
}

} // namespace

std::string keyOf(const Cards::Association& card) {
    return card.by == "pair" ? "pairs" : "pairs-" + card.by;
}

std::vector<std::size_t> rowsBySize(const Cards::Association& card) {
    const auto totals = card.table.rowTotals();
    std::vector<std::size_t> order(totals.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return totals[a] > totals[b]; });
    return order;
}

Section neededSection(const Cards& cards) {
    Section section{"labels_needed", "Labels needed"};
    if (!cards.needed) {
        section.findings = {"Not known: " + cards.whyNotNeeded + "."};
        return section;
    }
    const analysis::LabelsNeeded& needed = *cards.needed;
    section.findings = {"The widest interval of a share is ± " + percentOf(needed.presentWidth) +
                        " points now; for ± " + percentOf(needed.halfWidth) + " points " +
                        base::groupedText(needed.decided) + " failures must be decided in all, " +
                        base::groupedText(needed.further) + " more than now."};
    section.assumption = "The shares stay as they are. Goodman's intervals in a finite population, before "
                         "rounding to whole failures.";
    return section;
}

std::vector<Section> labelSections(const Verdict& verdict, const Cards& cards) {
    std::vector<Section> sections;
    for (const Cards::Association& card : cards.pairs)
        sections.push_back(associationSection(verdict, cards, card));
    sections.push_back(representationSection(verdict, cards));
    sections.push_back(robustnessSection(cards));
    sections.push_back(neededSection(cards));
    return sections;
}

} // namespace faultline::report
