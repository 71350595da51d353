// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/outputs.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/predictions/limits.h"

#include <algorithm>
#include <unordered_map>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;
using model::ClassRule;
using model::comparableName;
using Kind = ClassRule::Kind;
using Names = std::vector<std::string>;

namespace {

tl::unexpected<base::Error> invalid(const std::string& what) {
    return failure(ErrorKind::InvalidInput, what);
}

std::optional<std::uint32_t> numberOf(std::string_view text) {
    return base::parsedNumber<std::uint32_t>(formats::wholeNumber(base::trimmed(text)));
}

bool isDigits(std::string_view text) {
    const std::string_view digits = formats::wholeNumber(base::trimmed(text));
    return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "2", and "1.5" of classes that are called by versions.
bool isNumeric(std::string_view text) {
    return base::parsedNumber<double>(base::trimmed(text)).has_value();
}

/// Exactly, else as class_mapping.h compares names.
class NameIndex {
public:
    void add(const std::string& name) {
        m_exact.try_emplace(name, m_size);
        m_comparable.try_emplace(comparableName(name), m_size);
        ++m_size;
    }
    [[nodiscard]] std::optional<std::uint32_t> find(const std::string& name) const {
        if (const auto exact = m_exact.find(name); exact != m_exact.end())
            return exact->second;
        const auto found = m_comparable.find(comparableName(name));
        return found == m_comparable.end() ? std::nullopt : std::optional(found->second);
    }

private:
    std::unordered_map<std::string, std::uint32_t> m_exact, m_comparable;
    std::uint32_t m_size = 0;
};

/// The table calls its classes by name and not by number.
bool areNames(const Table& table, const Names& classes, const ClassRule& rule) {
    const bool namesAreDigits = std::all_of(classes.begin(), classes.end(), isNumeric);
    const bool digitsAreNames = rule.kind == Kind::Name || (rule.kind == Kind::Auto && namesAreDigits);
    return std::any_of(table.rows.begin(), table.rows.end(), [&](const Row& row) {
        const ClassText& predicted = *row.predicted;
        return predicted.kind == ClassText::Kind::Name ||
               (predicted.kind == ClassText::Kind::Either && (digitsAreNames || !isDigits(predicted.text)));
    });
}

/// Classes that are called by numbers: is a prediction "2" the class of that name, or the third one?
Result<> refuseTwoReadings(const Table& table, const Names& classes) {
    if (table.outputsNamed || !std::all_of(classes.begin(), classes.end(), isDigits))
        return {};
    NameIndex names;
    for (const std::string& name : classes)
        names.add(name);
    const Row* differing = nullptr;
    for (const Row& row : table.rows) {
        const auto number = numberOf(row.predicted->text);
        const auto named = names.find(row.predicted->text);
        if (!number || *number >= classes.size() || !named)
            return {}; // one of the readings is not possible
        if (*number != *named)
            differing = &row;
    }
    if (differing == nullptr)
        return {};
    return invalid(placeOf(table, *differing) +
                   ": the data set's classes are called by numbers in another order, so "
                   "that the predicted class " +
                   inQuotes(differing->predicted->text) +
                   " is either the one of that "
                   "name or " +
                   inQuotes(classes[*numberOf(differing->predicted->text)]) +
                   "; say which with --classes name or order");
}

Result<PredictedOutputs> byNumber(const Table& table, std::size_t classes, const ClassRule& rule) {
    PredictedOutputs found;
    const model::RuleOutputs known = model::outputsOfRule(rule);
    std::size_t count = rule.kind == Kind::File ? std::max(known.numbered, known.names.size()) : classes;
    const bool closed = table.outputsNamed || rule.kind == Kind::Auto;
    const std::size_t end = table.outputsNamed        ? table.outputs.size()
                            : rule.kind == Kind::Auto ? classes
                                                      : mostOutputs;
    for (const Row& row : table.rows) {
        const auto number = numberOf(row.predicted->text);
        if (!number || *number >= end)
            return invalid(placeOf(table, row) + ": the predicted class " + inQuotes(row.predicted->text) +
                           " is none of the " + std::to_string(end) +
                           (table.outputsNamed ? " that the file names"
                            : closed
                                ? " of the data set (from 0); say what the model's classes stand for with "
                                  "--classes order or FILE"
                                : " outputs (from 0) that a model may have"));
        found.ofRows.push_back(*number);
        count = std::max(count, std::size_t{*number} + 1);
    }
    found.names = table.outputs;
    if (!table.outputsNamed)
        for (std::size_t i = 0; i < count; ++i)
            found.names.push_back(std::to_string(i));
    return found;
}

Result<PredictedOutputs> byName(const Table& table, const Names& classes, const ClassRule& rule) {
    const model::RuleOutputs known = model::outputsOfRule(rule);
    if (known.numbered > 0 && !table.outputsNamed)
        return invalid("the file of classes calls outputs by number, but the predictions have only names; "
                       "write the names there");
    PredictedOutputs found;
    found.names = table.outputsNamed ? table.outputs : rule.kind == Kind::File ? known.names : classes;
    NameIndex index;
    for (const std::string& name : found.names)
        index.add(name);
    for (const Row& row : table.rows) {
        const std::string& name = row.predicted->text;
        const auto refused = [&](const std::string& what) {
            return invalid(placeOf(table, row) + ": the predicted class " + inQuotes(name) + what);
        };
        if (row.predicted->kind == ClassText::Kind::Number)
            return refused(" is a number, but other entries name theirs; use one form in the whole file");
        const auto output = index.find(name);
        if (output) {
            found.ofRows.push_back(*output);
            continue;
        }
        if (table.outputsNamed)
            return refused(" is not among the \"classes\" of the file");
        if (rule.kind == Kind::Auto)
            return refused(" is none of the data set's; with --classes name it is a failure under that name, "
                           "and --classes FILE says what it stands for");
        if (found.names.size() >= mostOutputs)
            return refused(" is the 10,001st; a model may have 10,000");
        found.ofRows.push_back(static_cast<std::uint32_t>(found.names.size()));
        found.names.emplace_back(base::trimmed(name));
        index.add(found.names.back());
    }
    return found;
}

/// A name counts before a number.
bool means(const ClassText& text, const NameIndex& classes, base::ClassId id) {
    const auto named = text.kind == ClassText::Kind::Number ? std::nullopt : classes.find(text.text);
    if (named || text.kind == ClassText::Kind::Name)
        return named == std::optional<std::uint32_t>(id.value);
    return numberOf(text.text) == std::optional<std::uint32_t>(id.value);
}

} // namespace

Result<PredictedOutputs> predictedOutputs(const Table& table, const dataset::DatasetInfo& dataset,
                                          const ClassRule& rule) {
    if (rule.kind == Kind::Auto)
        FAULTLINE_CHECK(refuseTwoReadings(table, dataset.classes));
    return areNames(table, dataset.classes, rule) ? byName(table, dataset.classes, rule)
                                                  : byNumber(table, dataset.classes.size(), rule);
}

Result<> checkRows(const Table& table, const dataset::ImageSet& images) {
    const dataset::DatasetInfo& info = images.info();
    if (table.rows.empty())
        return invalid("there are no predictions in it");
    if (table.coversAll && table.rows.size() != info.size)
        return invalid("it has " + base::groupedText(table.rows.size()) + " rows, but the data set has " +
                       base::groupedText(info.size) +
                       " images; predictions of a part of them need their indices: use CSV or JSON");
    NameIndex classes;
    for (const std::string& name : info.classes)
        classes.add(name);
    std::vector<std::size_t> firstRow(info.size, table.rows.size());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Row& row = table.rows[i];
        const std::string index = "image " + std::to_string(row.index);
        if (row.index >= info.size)
            return invalid(placeOf(table, row) + ": there is no " + index + "; the data set has " +
                           base::groupedText(info.size) + ", from 0 on");
        if (firstRow[row.index] != table.rows.size())
            return invalid(placeOf(table, row) + ": " + index + " was predicted in " +
                           placeOf(table, table.rows[firstRow[row.index]]) + " already; keep one of the two");
        firstRow[row.index] = i;
        const base::ClassId truth = images.label(base::SampleIndex(row.index));
        if (row.truth && !means(*row.truth, classes, truth))
            return invalid(placeOf(table, row) + ": the true class of " + index + " is " +
                           inQuotes(row.truth->text) + " in the file and " +
                           inQuotes(info.classes.at(truth.value)) +
                           " in the data set: the predictions belong to another set, split or order");
    }
    return {};
}

} // namespace faultline::predictions
