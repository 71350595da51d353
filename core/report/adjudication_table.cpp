// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/adjudication_table.h"

#include "core/base/text.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

namespace faultline::report {

namespace {

Json reasonOf(const labels::Judgement& judgement) {
    return judgement.isExcluded() && judgement.reason() != labels::Exclusion::Unspecified
               ? Json(base::nameOf(judgement.reason()))
               : Json(nullptr);
}

Json wordJson(const Word& word, const labels::Taxonomy& taxonomy) {
    Json secondary = Json::array();
    for (const base::ModeId mode : word.secondary)
        secondary.push_back(labels::judgementText(labels::Judgement::of(mode), taxonomy));
    return {{"annotator", textOrNull(word.annotator)},
            {"mode", textOrNull(labels::judgementText(word.judgement, taxonomy))},
            {"reason", reasonOf(word.judgement)},
            {"secondary", std::move(secondary)},
            {"note", word.note}};
}

Json rowJson(const DisputeRow& row, const labels::Taxonomy& taxonomy) {
    Json words = Json::array();
    for (const Word& word : row.words)
        words.push_back(wordJson(word, taxonomy));
    const char* state = row.disagreement > 0 ? "disagreeing" : "incomplete";
    return {{"index", row.sample.value},
            {"true", textOrNull(row.truth)},
            {"state", row.decision ? Json(nullptr) : Json(state)},
            {"disagreement", row.disagreement},
            {"missing", row.missing},
            {"labels", std::move(words)},
            {"decision", row.decision ? wordJson(*row.decision, taxonomy) : Json(nullptr)}};
}

std::string adjudicationJson(const AdjudicationView& view, const labels::Taxonomy& taxonomy) {
    Json document{{"adjudicator", view.adjudicator}, {"withheld", view.withheld}};
    for (const auto& [name, rows] : {std::pair("open", &view.open), std::pair("decided", &view.decided)}) {
        Json array = Json::array();
        for (const DisputeRow& row : *rows)
            array.push_back(rowJson(row, taxonomy));
        document[name] = std::move(array);
    }
    return jsonText(document);
}

std::string stateText(const DisputeRow& row) {
    const std::string lacking =
        row.missing == 0
            ? std::string()
            : base::groupedText(row.missing) + (row.missing == 1 ? " answer missing" : " answers missing");
    if (row.disagreement <= 0)
        return "incomplete: " + lacking;
    return "disagreeing" + (lacking.empty() ? lacking : ", " + lacking);
}

std::string wordsText(const std::vector<Word>& words, const labels::Taxonomy& taxonomy) {
    std::string text;
    for (const Word& word : words)
        text += (text.empty() ? "" : " | ") + labels::judgementText(word.judgement, taxonomy) +
                (word.note.empty() ? "" : " (" + word.note + ")");
    return text;
}

/// "1 item"
std::string items(std::size_t count) {
    return base::groupedText(count) + (count == 1 ? " item" : " items");
}

std::string adjudicationText(const AdjudicationView& view, const labels::Taxonomy& taxonomy) {
    std::string text =
        items(view.open.size()) + " to decide, " + base::groupedText(view.decided.size()) + " decided\n";
    if (view.withheld > 0)
        text +=
            items(view.withheld) + (view.withheld == 1 ? " is" : " are") +
            " withheld: a blind plan still asks the adjudicator themselves. Answer in the session first, or "
            "give up labelling blind with --leave-blind\n";
    if (view.open.empty())
        return text;
    std::vector<std::vector<std::string>> cells;
    for (const DisputeRow& row : view.open)
        cells.push_back(
            {std::to_string(row.sample.value), row.truth, stateText(row), wordsText(row.words, taxonomy)});
    return text + "\n" + alignedTable({{"index", Alignment::Right}, {"true"}, {"state"}, {"labels"}}, cells);
}

} // namespace

std::string adjudicationTable(TableFormat format, const AdjudicationView& view,
                              const labels::Taxonomy& taxonomy) {
    return format == TableFormat::Json ? adjudicationJson(view, taxonomy) : adjudicationText(view, taxonomy);
}

std::string differenceTable(TableFormat format, const std::vector<DifferenceRow>& rows,
                            const labels::Taxonomy& taxonomy) {
    if (format == TableFormat::Json) {
        std::vector<Json> objects;
        for (const DifferenceRow& row : rows)
            objects.push_back({{"index", row.sample.value},
                               {"true", textOrNull(row.truth)},
                               {"mine", wordJson(row.mine, taxonomy)},
                               {"decision", wordJson(row.decision, taxonomy)}});
        return jsonLines(objects);
    }
    if (rows.empty())
        return "no decision differs\n";
    std::vector<std::vector<std::string>> cells;
    for (const DifferenceRow& row : rows)
        cells.push_back(
            {std::to_string(row.sample.value), row.truth, labels::judgementText(row.mine.judgement, taxonomy),
             labels::judgementText(row.decision.judgement, taxonomy), row.decision.annotator, row.mine.note});
    return alignedTable({{"index", Alignment::Right}, {"true"}, {"mine"}, {"decision"}, {"by"}, {"note"}},
                        cells);
}

} // namespace faultline::report
