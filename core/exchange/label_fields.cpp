// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_fields.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/exchange/label_json.h"
#include "core/formats/csv.h"
#include "core/report/named_class.h"

#include <algorithm>

namespace faultline::exchange {

namespace {

using enum LabelField::Position;

constexpr std::array<LabelField::Position, 2> neededFields{AnnotatorName, Mode};
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
    if (wanted == "file")
        return Path;
    if (found == labelFieldNames.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - labelFieldNames.begin());
}

/// For each column of the heading the field that it holds.
base::Result<std::vector<std::optional<std::size_t>>> columnsOf(const formats::CsvRow& heading) {
    std::vector<std::optional<std::size_t>> columns;
    for (const std::string& cell : heading.cells) {
        auto field = fieldNamed(cell);
        if (field == Path && std::find(columns.begin(), columns.end(), field) != columns.end())
            field.reset(); // "path" and "file": the first counts
        if (field && std::find(columns.begin(), columns.end(), field) != columns.end())
            return invalid("line " + std::to_string(heading.line) + ": the column " + inQuotes(cell) +
                           " is there twice; keep one");
        columns.push_back(field);
    }
    const auto isThere = [&](LabelField::Position field) {
        return std::find(columns.begin(), columns.end(), std::optional<std::size_t>(field)) != columns.end();
    };
    if (!isThere(Index) && !isThere(Path))
        return invalid(
            "line " + std::to_string(heading.line) +
            ": there is neither a column \"index\" nor \"path\"; the heading must name one of them, "
            "annotator and mode");
    for (const LabelField::Position needed : neededFields)
        if (!isThere(needed))
            return invalid("line " + std::to_string(heading.line) + ": there is no column \"" +
                           std::string(labelFieldNames[needed]) +
                           "\"; the heading must name index, annotator and mode");
    return columns;
}

base::Result<LabelRow> rowOfJson(const nlohmann::json& object, std::size_t number) {
    const std::string place = "entry " + std::to_string(number);
    if (!object.is_object())
        return invalid(place + " is not an object with index, annotator and mode");
    LabelRow row{number, {}, place};
    for (std::size_t i = 0; i < labelFieldNames.size(); ++i) {
        auto text = textOf(object, labelFieldNames[i]);
        if (!text)
            return base::failure(text.error().within(place));
        row.fields[i] = std::move(*text);
    }
    if (!row.fields[Index] && !row.fields[Path])
        return invalid(place +
                       ": there is neither \"index\" nor \"path\"; each object needs one of them, annotator "
                       "and mode");
    if (!row.fields[AnnotatorName])
        return invalid(place + ": there is no \"annotator\"; each object needs index, annotator and mode");
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
        LabelRow row{cells.line, {}, "line " + std::to_string(cells.line)};
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i])
                row.fields[*columns[i]] = std::move(cells.cells[i]);
        rows.push_back(std::move(row));
    }
    return rows;
}

base::Result<std::vector<LabelRow>> labelRowsOfJson(std::string_view text) {
    FAULTLINE_TRY(document, parsedJson(text));
    if (!document.is_array())
        return invalid("the JSON is not an array of labels");
    std::vector<LabelRow> rows;
    for (std::size_t i = 0; i < document.size(); ++i) {
        FAULTLINE_TRY(row, rowOfJson(document[i], i + 1));
        rows.push_back(std::move(row));
    }
    return rows;
}

base::Result<std::vector<LabelEntry>>
checkedLabels(std::span<const LabelRow> rows, const LabelContext& context, const std::string& annotator) {
    LabelChecker checker(context, annotator);
    std::vector<LabelEntry> entries;
    for (const LabelRow& row : rows) {
        FAULTLINE_TRY(entry, checker.checked(row));
        entries.push_back(std::move(entry));
    }
    return entries;
}

LabelChecker::LabelChecker(const LabelContext& context, std::string annotator)
    : m_context(context)
    , m_annotator(base::trimmed(annotator))
    , m_pictures(context.classes) {
    for (const LabelCarrier& carrier : context.samples)
        m_samples.emplace(carrier.sample, &carrier);
    for (const auto& [sample, path] : context.paths)
        m_pictures.add(sample, path);
}

base::Result<LabelEntry> LabelChecker::checked(const LabelRow& row) {
    auto entry = entryOf(row);
    if (!entry)
        return base::failure(entry.error().within(row.place));
    return entry;
}

base::Result<std::string> LabelChecker::annotatorOf(const LabelFields& fields) const {
    std::string given(base::trimmed(fields[AnnotatorName].value_or("")));
    if (given.starts_with(consensusAnnotator))
        return invalid(inQuotes(given) + " is no annotator but what a rule made of the labels of several; "
                                         "take in the file of their own labels");
    std::string name = given.empty() ? m_annotator : given;
    if (name.empty())
        return invalid("the annotator \"\" is nobody: it is not said whose label this is; name them");
    if (name.size() > longestAnnotatorName || base::printable(name) != name)
        return invalid("the annotator " + inQuotes(name) +
                       " is not a name of 1 to 200 bytes without control characters");
    return name;
}

base::Result<LabelEntry> LabelChecker::entryOf(const LabelRow& row) {
    const LabelFields& fields = row.fields;
    FAULTLINE_TRY(named, sampleOf(fields));
    const std::string index = std::to_string(named.value);
    const auto sample = m_samples.find(named);
    if (sample == m_samples.end())
        return invalid("index " + index + " is neither a failure nor a control of this study");
    FAULTLINE_CHECK(checkClass("true", fields[True], sample->second->truth));
    FAULTLINE_CHECK(checkClass("predicted", fields[Predicted], sample->second->predicted));

    LabelEntry entry;
    entry.line = row.line;
    entry.sample = sample->first;
    FAULTLINE_TRY(annotator, annotatorOf(fields));
    entry.annotator = std::move(annotator);
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
    const auto [before, isNew] = m_places.try_emplace({entry.sample, entry.annotator}, row.place);
    if (!isNew)
        return invalid(inQuotes(entry.annotator) + " judged index " + index + " in " + before->second +
                       " already; keep one of the two");
    return entry;
}

/// By its number, else by its path; by both only where they agree as far as the study knows.
base::Result<base::SampleIndex> LabelChecker::sampleOf(const LabelFields& fields) const {
    const std::string index(base::trimmed(fields[Index].value_or("")));
    const std::string path(base::trimmed(fields[Path].value_or("")));
    if (index.empty() && fields[Path])
        return sampleAt(path, std::string(base::trimmed(fields[True].value_or(""))));
    const auto number = base::parsedNumber<std::uint32_t>(formats::wholeNumber(index));
    if (!number)
        return invalid("the index " + inQuotes(index) + " is not a number from 0");
    const base::SampleIndex sample(*number);
    const auto known = m_context.paths.find(sample);
    if (path.empty() || known == m_context.paths.end() || dataset::isNameOf(known->second, path))
        return sample;
    return invalid("index " + index + " is the picture " + inQuotes(known->second) + " in the study and " +
                   inQuotes(path) + " in the file; take out the column that is wrong");
}

/// The study knows the paths of its failures and controls alone, so that a name without its folder may be
/// another picture's, unless no two pictures are called alike; with the true class it is a whole path.
base::Result<base::SampleIndex> LabelChecker::sampleAt(const std::string& path,
                                                       const std::string& truth) const {
    const auto found = m_context.namesAreUnique ? m_pictures.find(path) : m_pictures.findWhole(path);
    if (found)
        return *found;
    if (!truth.empty() && path.find_first_of("/\\") == std::string::npos)
        if (const auto inClass = m_pictures.findWhole(truth + "/" + path))
            return *inClass;
    if (found.error().why != dataset::PictureMiss::Why::Unknown)
        return invalid(dataset::missText(found.error(), inQuotes(path), [this](base::SampleIndex sample) {
            return inQuotes(m_context.paths.at(sample));
        }));
    return invalid(
        "the picture " + inQuotes(path) + " is neither a failure nor a control of this study" +
        (m_context.paths.empty() ? ", which knows no paths; name it by its index"
         : m_pictures.find(path)
             ? " by that name, of which the data set may have several; name it by its path below the "
               "folder of the classes, or its class in a column \"true\""
             : ""));
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
