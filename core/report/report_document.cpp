// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_document.h"

#include "core/base/text.h"
#include "core/report/named_class.h"
#include "core/report/verdict_sections.h"

#include <algorithm>

namespace faultline::report {

namespace {

constexpr std::size_t mostMatrixClasses = 20; ///< more fill no page

Section confusionSection(const Cards& cards) {
    Section section{"confusion-matrix", "Confusion matrix"};
    const auto& matrix = cards.where.confusion;
    if (!matrix || matrix->classCount() > mostMatrixClasses) {
        section.findings = {matrix ? "With " + base::groupedText(matrix->classCount()) +
                                         " classes it fills no page; the largest pairs stand above."
                                   : "There are no answers."};
        return section;
    }
    HeatFigure figure{"Failures: rows true, columns predicted", {}, {}, {}, {}};
    SectionTable table;
    table.columns.push_back({"true \\ predicted"});
    for (std::size_t i = 0; i < matrix->classCount(); ++i) {
        const std::string name = className(base::ClassId(static_cast<std::uint16_t>(i)), cards.classes);
        table.columns.push_back({name, Alignment::Right});
        figure.rows.push_back(name);
        figure.columns.push_back(name);
    }
    for (std::size_t truth = 0; truth < matrix->classCount(); ++truth) {
        table.rows.push_back({figure.rows[truth]});
        for (std::size_t predicted = 0; predicted < matrix->classCount(); ++predicted) {
            const auto count = matrix->at(base::ClassId(static_cast<std::uint16_t>(truth)),
                                          base::ClassId(static_cast<std::uint16_t>(predicted)));
            table.rows.back().push_back(base::groupedText(count));
            figure.values.push_back(truth == predicted ? 0 : static_cast<double>(count));
        }
    }
    section.figures.push_back(std::move(figure));
    section.tables.push_back(std::move(table));
    section.meaning = "The table counts all answers, the figure failures alone.";
    return section;
}

Section examplesSection(const StudyReport& report) {
    Section section{"examples", "Examples of each mode"};
    for (const StudyReport::OfCategory& each : report.examples) {
        Gallery gallery{report.verdict.composition.at(each.category).name + ": " +
                            base::groupedText(each.examples.size()) + " of " +
                            base::groupedText(each.failures),
                        {}};
        for (const StudyReport::Example& example : each.examples)
            gallery.pictures.push_back({"image " + std::to_string(example.sample.value) + ": " +
                                            className(example.truth, report.cards.classes) + " → " +
                                            className(example.predicted, report.cards.classes),
                                        example.png});
        section.galleries.push_back(std::move(gallery));
    }
    section.findings = {report.examples.empty()
                            ? "No failure has a label yet."
                            : "Drawn at random by the run's seed from the labelled failures, never picked."};
    return section;
}

Section annotatorsSection(const StudyReport& report) {
    Section section{"annotators", "Who labelled what"};
    SectionTable table;
    table.columns = {{"annotator"},
                     {"failures", Alignment::Right},
                     {"controls", Alignment::Right},
                     {"excluded", Alignment::Right},
                     {"blind", Alignment::Right},
                     {"several at once", Alignment::Right},
                     {"from"},
                     {"to"}};
    for (const StudyReport::OfAnnotator& each : report.annotators)
        table.rows.push_back({each.name, base::groupedText(each.failures), base::groupedText(each.controls),
                              base::groupedText(each.excluded), base::groupedText(each.blind),
                              base::groupedText(each.bulk), each.from, each.to});
    if (table.rows.empty())
        section.findings = {"Nobody has labelled yet."};
    else
        section.findings = {"The verdict takes: " + report.verdict.consensus + "."};
    if (!report.labelledBy.empty())
        section.findings.insert(section.findings.begin(), "Labelled by " + report.labelledBy + ".");
    if (!table.rows.empty())
        section.tables.push_back(std::move(table));
    SectionTable modes;
    modes.caption = "The modes, as annotators read them:";
    modes.columns = {{"mode"}, {"definition"}};
    for (const auto& [name, definition] : report.definitions)
        modes.rows.push_back({name, definition});
    section.tables.push_back(std::move(modes));
    return section;
}

Section planSection(const StudyReport& report) {
    Section section{"plan", "The plan"};
    if (!report.plan) {
        section.findings = {"The run has no plan: labels were given as their annotators chose."};
        return section;
    }
    const plans::Plan& plan = report.plan->plan;
    const auto failures = std::ranges::count(plan.items, plans::Role::Failure, &plans::PlanItem::role);
    const auto overlap = std::ranges::count(plan.items, true, &plans::PlanItem::isOverlap);
    SectionTable table;
    table.columns = {{"what"}, {"of plan " + std::to_string(plan.version)}};
    const auto add = [&](const char* what, std::string value) {
        table.rows.push_back({what, std::move(value)});
    };
    add("failures", base::groupedText(static_cast<std::uint64_t>(failures)) + " (" +
                        plans::textOf(plan.options.failures) + ")");
    add("controls", base::groupedText(plan.items.size() - static_cast<std::size_t>(failures)) + " (" +
                        plans::textOf(plan.options.controls) + ")");
    add("for everybody", base::groupedText(static_cast<std::uint64_t>(overlap)));
    add("shown twice", base::groupedText(plan.options.repeats));
    add("predictions", plan.options.sight == plans::Sight::Blind ? "hidden until the label" : "shown");
    add("true class", plan.options.truth == plans::Truth::Shown ? "shown" : "hidden");
    add("final from", plan.options.minimum ? base::groupedText(*plan.options.minimum) + " labelled failures"
                                           : "all that is planned");
    add("seed", std::to_string(plan.options.seed));
    for (const PlanView::OfAnnotator& each : report.plan->annotators)
        add("answered",
            each.name + ": " + base::groupedText(each.answered) + " of " + base::groupedText(each.asked));
    section.tables.push_back(std::move(table));
    return section;
}

Section provenanceSection(const StudyReport& report) {
    Section section{"provenance", "Provenance"};
    SectionTable table;
    table.columns = {{"what"}, {"which"}};
    for (const auto& [what, which] : report.provenance)
        table.rows.push_back({what, which});
    section.tables.push_back(std::move(table));
    section.meaning = "The same study and program give the same bytes.";
    return section;
}

} // namespace

Document reportDocument(const StudyReport& report) {
    Document document;
    document.title = report.title;
    document.word = std::string(base::nameOf(report.verdict.decision.word));
    document.word[0] = static_cast<char>(document.word[0] - 'a' + 'A');
    if (report.verdict.provisional)
        document.word += ", provisionally";
    document.sentence = verdictSentence(report.verdict);
    document.sections = verdictSections(report.verdict, report.cards);
    for (Section& section : cardSections(report.verdict, report.cards))
        document.sections.push_back(std::move(section));
    for (Section& section :
         std::vector{confusionSection(report.cards), examplesSection(report), annotatorsSection(report),
                     planSection(report), methodsSection(), provenanceSection(report)})
        document.sections.push_back(std::move(section));
    return document;
}

} // namespace faultline::report
