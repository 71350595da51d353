// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_fields.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/report/named_class.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace faultline::exchange {

namespace {

enum Field : std::size_t {
    Index,
    True,
    Predicted,
    AnnotatorName,
    Mode,
    LabelledAt,
    Note,
    Flag,
    Reason,
    Secondary
};
constexpr std::array<Field, 3> neededFields{Index, AnnotatorName, Mode};
constexpr std::size_t longestAnnotatorName = 200; ///< bytes

tl::unexpected<base::Error> invalid(std::string message) {
    return base::failure(base::ErrorKind::InvalidInput, std::move(message));
}

/// A value of the file within a sentence: on one line and not too long.
std::string inQuotes(std::string_view value) {
    constexpr std::size_t longest = 60;
    return "\"" + base::printable(value.substr(0, longest)) + (value.size() > longest ? "…\"" : "\"");
}

std::optional<std::size_t> fieldNamed(std::string_view name) {
    const std::string wanted = base::lowered(base::trimmed(name));
    const auto found = std::find(labelFieldNames.begin(), labelFieldNames.end(), wanted);
    if (found == labelFieldNames.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - labelFieldNames.begin());
}

/// For each column of the heading the field that it holds.
base::Result<std::vector<std::optional<std::size_t>>> columnsOf(const formats::CsvRow& heading) {
    std::vector<std::optional<std::size_t>> columns;
    for (const std::string& cell : heading.cells) {
        const auto field = fieldNamed(cell);
        if (field && std::find(columns.begin(), columns.end(), field) != columns.end())
            return invalid("line " + std::to_string(heading.line) + ": the column " + inQuotes(cell) +
                           " is there twice; keep one");
        columns.push_back(field);
    }
    for (const Field needed : neededFields)
        if (std::find(columns.begin(), columns.end(), std::optional<std::size_t>(needed)) == columns.end())
            return invalid("line " + std::to_string(heading.line) + ": there is no column \"" +
                           std::string(labelFieldNames[needed]) +
                           "\"; the heading must name index, annotator and mode");
    return columns;
}

base::Result<std::optional<std::string>> textOf(const nlohmann::json& object, std::string_view name) {
    const auto member = object.find(std::string(name));
    if (member == object.end() || member->is_null())
        return std::optional<std::string>();
    if (member->is_string())
        return std::optional(member->get<std::string>());
    if (member->is_number_integer())
        return std::optional(member->dump());
    return invalid("\"" + std::string(name) + "\" is neither a text nor a whole number");
}

base::Result<LabelRow> rowOfJson(const nlohmann::json& object, std::size_t number) {
    const std::string place = "entry " + std::to_string(number);
    if (!object.is_object())
        return invalid(place + " is not an object with index, annotator and mode");
    LabelRow row{number, {}};
    for (std::size_t i = 0; i < labelFieldNames.size(); ++i) {
        auto text = textOf(object, labelFieldNames[i]);
        if (!text)
            return base::failure(text.error().within(place));
        row.fields[i] = std::move(*text);
    }
    for (const Field needed : {Index, AnnotatorName})
        if (!row.fields[needed])
            return invalid(place + ": there is no \"" + std::string(labelFieldNames[needed]) +
                           "\"; each object needs index, annotator and mode");
    if (object.find("mode") == object.end())
        return invalid(place + ": there is no \"mode\"; each object needs index, annotator and mode");
    return row;
}

std::string knownModes(const labels::Taxonomy& taxonomy) {
    std::string known;
    for (const labels::Judgement& category : labels::categoriesOf(taxonomy))
        known += labels::judgementText(category, taxonomy) + ", ";
    return known + "excluded";
}

} // namespace

base::Result<std::vector<LabelRow>> labelRowsOfCsv(std::string_view text) {
    FAULTLINE_TRY(table, formats::parsedCsv(text));
    if (table.empty())
        return invalid("the file is empty; its first line must name index, annotator and mode");
    FAULTLINE_TRY(columns, columnsOf(table.front()));
    std::vector<LabelRow> rows;
    for (std::size_t r = 1; r < table.size(); ++r) {
        formats::CsvRow& cells = table[r];
        if (cells.cells.size() != columns.size())
            return invalid("line " + std::to_string(cells.line) + " has " +
                           std::to_string(cells.cells.size()) + " cells, the heading has " +
                           std::to_string(columns.size()) + "; put a cell with a comma in double quotes");
        LabelRow row{cells.line, {}};
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i])
                row.fields[*columns[i]] = std::move(cells.cells[i]);
        rows.push_back(std::move(row));
    }
    return rows;
}

base::Result<std::vector<LabelRow>> labelRowsOfJson(std::string_view text) {
    nlohmann::json document;
    try {
        document = nlohmann::json::parse(text); // skips a byte-order mark, refuses bad UTF-8
    } catch (const nlohmann::json::parse_error& error) {
        const std::size_t position = std::min<std::size_t>(error.byte, text.size());
        const auto lines =
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
        return invalid("line " + std::to_string(lines + 1) + ": this is not well-formed JSON in UTF-8");
    } catch (const nlohmann::json::exception&) { // out_of_range, which has no position
        return invalid("the JSON holds a number that is too large to be read");
    }
    if (!document.is_array())
        return invalid("the JSON is not an array of labels");
    std::vector<LabelRow> rows;
    for (std::size_t i = 0; i < document.size(); ++i) {
        FAULTLINE_TRY(row, rowOfJson(document[i], i + 1));
        rows.push_back(std::move(row));
    }
    return rows;
}

LabelChecker::LabelChecker(const LabelContext& context, std::string place)
    : m_context(context)
    , m_place(std::move(place)) {
    for (const LabelCarrier& carrier : context.samples)
        m_samples.emplace(carrier.sample, &carrier);
}

base::Result<LabelEntry> LabelChecker::checked(const LabelRow& row) {
    auto entry = entryOf(row);
    if (!entry)
        return base::failure(entry.error().within(m_place + std::to_string(row.line)));
    return entry;
}

base::Result<LabelEntry> LabelChecker::entryOf(const LabelRow& row) {
    const LabelFields& fields = row.fields;
    const std::string index(base::trimmed(fields[Index].value_or("")));
    const auto number = base::parsedNumber<std::uint32_t>(index);
    if (!number)
        return invalid("the index " + inQuotes(index) + " is not a number from 0");
    const auto sample = m_samples.find(base::SampleIndex(*number));
    if (sample == m_samples.end())
        return invalid("index " + index + " is neither a failure nor a control of this study");
    FAULTLINE_CHECK(checkClass("true", fields[True], sample->second->truth));
    FAULTLINE_CHECK(checkClass("predicted", fields[Predicted], sample->second->predicted));

    LabelEntry entry;
    entry.line = row.line;
    entry.sample = sample->first;
    entry.annotator = base::trimmed(fields[AnnotatorName].value_or(""));
    if (entry.annotator.empty() || entry.annotator.size() > longestAnnotatorName ||
        base::printable(entry.annotator) != entry.annotator)
        return invalid("the annotator " + inQuotes(entry.annotator) +
                       " is not a name of 1 to 200 bytes without control characters");
    if (entry.annotator.starts_with(consensusAnnotator))
        return invalid(inQuotes(entry.annotator) + " is no annotator but what a rule made of the labels of "
                                                   "several; take in the file of their own labels");
    FAULTLINE_TRY(judgement, judgementOf(fields));
    entry.judgement = judgement;
    entry.note = fields[Note].value_or("");
    FAULTLINE_CHECK(readExtras(fields, entry));
    if (entry.judgement.isUnlabelled() && entry.note.empty() && !entry.flag && !entry.secondary)
        return invalid("there is neither a mode nor a note; the modes are " + knownModes(m_context.taxonomy));
    if (const std::string when(base::trimmed(fields[LabelledAt].value_or(""))); !when.empty()) {
        entry.labelledAt = base::parsedIso(when);
        if (!entry.labelledAt)
            return invalid("labelled_at " + inQuotes(when) +
                           " is not a time such as 2026-11-24T06:47:51Z; leave it empty for now");
    }
    const auto [before, isNew] = m_lines.try_emplace({entry.sample, entry.annotator}, row.line);
    if (!isNew)
        return invalid(inQuotes(entry.annotator) + " judged index " + index + " in " + m_place +
                       std::to_string(before->second) + " already; keep one of the two");
    return entry;
}

base::Result<> LabelChecker::checkClass(std::string_view member, const std::optional<std::string>& given,
                                        std::optional<base::ClassId> stored) const {
    if (!stored || !given || base::trimmed(*given).empty())
        return {};
    // A class name may begin or end with a blank, so the text counts as it is first.
    auto named = report::classNamed(*given, m_context.classes);
    if (!named)
        named = report::classNamed(base::trimmed(*given), m_context.classes);
    if (named && *named == *stored)
        return {};
    return invalid("the " + std::string(member) + " class is " + inQuotes(*given) + " in the file and " +
                   inQuotes(report::className(*stored, m_context.classes)) + " in the study");
}

base::Result<labels::Judgement> LabelChecker::judgementOf(const LabelFields& fields) const {
    const std::string_view text = fields[Mode] ? base::trimmed(*fields[Mode]) : std::string_view();
    const auto judgement = labels::parsedJudgement(text, m_context.taxonomy);
    if (!judgement)
        return invalid("unknown mode " + inQuotes(text) + labels::whatBecameOf(text, m_context.taxonomy) +
                       "; the modes are " + knownModes(m_context.taxonomy));
    const std::string_view reason = fields[Reason] ? base::trimmed(*fields[Reason]) : std::string_view();
    if (reason.empty())
        return *judgement;
    if (!judgement->isExcluded())
        return invalid("the reason " + inQuotes(reason) + " goes with the mode excluded alone");
    return exclusionOf(reason);
}

/// "ambiguous", "wrong truth", "wrong truth: dog"
base::Result<labels::Judgement> LabelChecker::exclusionOf(std::string_view text) const {
    const std::size_t colon = text.find(':');
    const auto reason =
        base::valueNamed<labels::Exclusion>(base::lowered(base::trimmed(text.substr(0, colon))));
    const bool namesClass = colon != std::string_view::npos;
    if (!reason || (namesClass && reason != labels::Exclusion::WrongTruth)) {
        std::string known;
        for (const auto& [value, name] : base::Names<labels::Exclusion>::all)
            known += (known.empty() ? "" : ", ") + std::string(name);
        return invalid("unknown reason " + inQuotes(text) + "; the reasons are " + known +
                       ", and behind \"wrong truth:\" the right class may stand");
    }
    if (!namesClass)
        return labels::Judgement::excluded(*reason);
    FAULTLINE_TRY(right, report::classNamed(base::trimmed(text.substr(colon + 1)), m_context.classes));
    return labels::Judgement::excluded(*reason, right);
}

base::Result<> LabelChecker::readExtras(const LabelFields& fields, LabelEntry& entry) const {
    const std::string flag = base::lowered(base::trimmed(fields[Flag].value_or("")));
    if (!flag.empty() && flag != flaggedText && flag != "no")
        return invalid("the flag " + inQuotes(flag) + " is neither yes nor no");
    if (!flag.empty())
        entry.flag = flag == flaggedText;
    std::string_view left = fields[Secondary] ? base::trimmed(*fields[Secondary]) : std::string_view();
    while (!left.empty()) {
        const std::string_view slug = left.substr(0, left.find(' '));
        left = base::trimmed(left.substr(slug.size()));
        const labels::Mode* mode = m_context.taxonomy.find(slug);
        if (mode == nullptr)
            return invalid("unknown secondary mode " + inQuotes(slug) +
                           labels::whatBecameOf(slug, m_context.taxonomy) +
                           "; write the modes with blanks between "
                           "them");
        if (!entry.secondary)
            entry.secondary.emplace();
        entry.secondary->push_back(mode->id);
    }
    return {};
}

} // namespace faultline::exchange
