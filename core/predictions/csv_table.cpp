// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/predictions/limits.h"
#include "core/predictions/row_names.h"
#include "core/predictions/table.h"

#include <algorithm>
#include <array>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::string_view logitPrefix = "logit_";
constexpr const char* wantedColumns =
    "needed are file or index, and either predicted or one column an output (logit_0, logit_1, … or class "
    "names)";

enum class Field { File, Index, True, Predicted, Confidence, Margin, Output, RowName, Ignored };

struct NamedField {
    std::string_view name;
    Field field;
};
constexpr std::array<NamedField, 7> namedFields{{{"index", Field::Index},
                                                 {"true", Field::True},
                                                 {"predicted", Field::Predicted},
                                                 {"prediction", Field::Predicted},
                                                 {"pred", Field::Predicted},
                                                 {"confidence", Field::Confidence},
                                                 {"margin", Field::Margin}}};

struct Column {
    Field field = Field::Ignored;
    std::size_t output = 0; ///< of Field::Output and Field::RowName: which
};

tl::unexpected<base::Error> invalid(std::size_t line, const std::string& what) {
    return failure(ErrorKind::InvalidInput, "line " + std::to_string(line) + ": " + what);
}

std::optional<std::size_t> logitNumber(std::string_view name) {
    const std::string lowered = base::lowered(base::trimmed(name));
    return lowered.starts_with(logitPrefix)
               ? base::parsedNumber<std::size_t>(std::string_view(lowered).substr(logitPrefix.size()))
               : std::nullopt;
}

/// Reads a heading, then row after row, into a table.
class CsvTable {
public:
    explicit CsvTable(std::size_t mostRows)
        : m_mostRows(mostRows) {}

    Result<> take(formats::CsvRow row) {
        m_hasDecimalComma = row.separator != ',';
        if (m_columns.empty() && isHeading(row))
            return takeHeading(row);
        return takeRow(std::move(row));
    }

    Result<Table> finished() {
        if (m_columns.empty())
            return failure(ErrorKind::InvalidInput, "the file is empty; its first line must be a heading: " +
                                                        std::string(wantedColumns));
        if (m_table.coversAll)
            FAULTLINE_CHECK(m_rowNames.apply(m_table));
        return std::move(m_table);
    }

private:
    /// A single column may have none.
    bool isHeading(const formats::CsvRow& row) {
        if (row.cells.size() != 1)
            return true;
        const std::string name = base::lowered(base::trimmed(row.cells.front()));
        static constexpr std::array<std::string_view, 8> headings{
            "predicted", "prediction", "predictions", "pred", "label", "class", "target", "y_pred"};
        const bool isOther =
            std::any_of(namedFields.begin(), namedFields.end(), [&](const NamedField& known) {
                return known.name == name && known.field != Field::Predicted;
            });
        if (isOther || namesFile(name))
            return true;
        m_columns.push_back({Field::Predicted, 0});
        m_table.unit = "line";
        m_table.coversAll = true;
        if (std::find(headings.begin(), headings.end(), name) == headings.end()) {
            m_table.mayHaveHeading = !base::parsedNumber<double>(name);
            return false;
        }
        m_isHeadingOver = true;
        return true;
    }

    Result<> takeHeading(const formats::CsvRow& heading) {
        if (m_isHeadingOver)
            return {};
        m_table.unit = "line";
        std::vector<std::string> others; // headings of what may be outputs
        FAULTLINE_CHECK(takeFields(heading, others));
        m_table.byFile = has(Field::File);
        m_table.alsoNumbered = m_table.byFile && has(Field::Index);
        m_table.coversAll = !m_table.byFile && !has(Field::Index);
        const auto numbered =
            std::find_if(others.begin(), others.end(), [](const auto& name) { return logitNumber(name); });
        if (!has(Field::Predicted)) {
            const bool areNumbered = numbered != others.end();
            return takeOutputs(heading.line, std::move(others), areNumbered);
        }
        if (numbered != others.end())
            return invalid(heading.line, "there are both a column \"predicted\" and " + inQuotes(*numbered) +
                                             "; keep the logits or the classes");
        for (Column& column : m_columns)
            if (column.field == Field::Output)
                column = {Field::RowName, m_rowNames.addColumn(RowNames::Kind::Other, others[column.output])};
        return {};
    }

    /// As data frames write the column of their rows' numbers.
    static bool isUnnamed(const std::string& cell) {
        const std::string name = base::lowered(base::trimmed(cell));
        return name.empty() || name == "unnamed: 0";
    }

    Result<> takeFields(const formats::CsvRow& heading, std::vector<std::string>& others) {
        const auto fieldOf = [&](const std::string& cell) {
            const std::string name = base::lowered(base::trimmed(cell));
            const auto* const found =
                std::find_if(namedFields.begin(), namedFields.end(),
                             [&](const NamedField& known) { return known.name == name; });
            return found == namedFields.end() ? Field::Output : found->field;
        };
        const auto isThere = [&](Field field) {
            return std::any_of(heading.cells.begin(), heading.cells.end(),
                               [&](const std::string& cell) { return fieldOf(cell) == field; });
        };
        const bool isNumbered = std::any_of(heading.cells.begin(), heading.cells.end(),
                                            [](const std::string& cell) { return logitNumber(cell); });
        // beside an index and outputs that are called by name, "image" may be a class
        const bool mayNameFiles = isThere(Field::Predicted) || isNumbered || !isThere(Field::Index);
        for (const std::string& cell : heading.cells) {
            Field field = fieldOf(cell);
            std::size_t number = others.size();
            if (field == Field::Output && m_columns.empty() && isUnnamed(cell)) {
                field = Field::RowName;
                number = m_rowNames.addColumn(RowNames::Kind::Unnamed, "");
            } else if (field == Field::Output && mayNameFiles && namesFile(cell)) {
                field = has(Field::File) ? Field::Ignored : Field::File;
            } else if (field == Field::Output && mayNameFiles && namesSample(cell)) {
                field = Field::RowName;
                number = m_rowNames.addColumn(RowNames::Kind::Sample, cell);
            } else if (field != Field::Output && has(field)) {
                return invalid(heading.line, "the column " + inQuotes(cell) + " is there twice; keep one");
            }
            m_columns.push_back({field, number});
            if (field == Field::Output)
                others.emplace_back(base::trimmed(cell));
        }
        return {};
    }

    Result<> takeOutputs(std::size_t line, std::vector<std::string> names, bool numbered) {
        if (names.size() < 2 || names.size() > mostOutputs)
            return invalid(line, "there are " + std::to_string(names.size()) +
                                     " columns of outputs and none " + "is \"predicted\"; " + wantedColumns +
                                     ", 2 to 10,000 of them");
        std::vector<std::string> sorted = names;
        std::sort(sorted.begin(), sorted.end());
        if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
            return invalid(line, "the column " + inQuotes(*twice) + " is there twice; keep one");
        if (numbered)
            FAULTLINE_CHECK(numberOutputs(line, names));
        m_table.outputsNamed = !numbered;
        m_table.outputs = std::move(names);
        return {};
    }

    /// logit_0, logit_1, … in any order, none left out, and nothing else.
    Result<> numberOutputs(std::size_t line, std::vector<std::string>& names) {
        for (Column& column : m_columns) {
            if (column.field != Field::Output)
                continue;
            const std::string& name = names[column.output];
            const auto number = logitNumber(name);
            if (!number)
                return invalid(line, "the column " + inQuotes(name) + " stands beside logit_0, logit_1, …; " +
                                         "beside index, true, confidence and margin leave nothing else");
            if (*number >= names.size())
                return invalid(line, "the column " + inQuotes(name) + " is one of " +
                                         std::to_string(names.size()) + "; number them from logit_0 on " +
                                         "without a gap");
            column.output = *number;
        }
        for (std::size_t i = 0; i < names.size(); ++i)
            names[i] = std::to_string(i);
        return {};
    }

    Result<> takeRow(formats::CsvRow cells) {
        if (cells.cells.size() != m_columns.size())
            return invalid(cells.line, std::to_string(cells.cells.size()) + " cells, but the heading has " +
                                           std::to_string(m_columns.size()) +
                                           "; put a cell that holds the separator in double quotes");
        const std::size_t known = m_table.rows.size() + (m_table.mayHaveHeading ? 0 : 1);
        if (auto room = checkRoom(known, m_mostRows); !room)
            return failure(room.error().within("line " + std::to_string(cells.line)));
        Row row;
        row.place = cells.line;
        row.index = static_cast<std::uint32_t>(m_table.rows.size());
        const std::size_t first = m_table.logits.size();
        m_table.logits.resize(first + m_table.outputs.size());
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            if (auto taken = takeCell(std::move(cells.cells[i]), m_columns[i], row, first); !taken)
                return failure(taken.error().within("line " + std::to_string(cells.line)));
        m_table.rows.push_back(std::move(row));
        return {};
    }

    Result<> takeCell(std::string cell, const Column& column, Row& row, std::size_t firstLogit) {
        switch (column.field) {
        case Field::File:
            row.file = base::trimmed(cell);
            if (row.file.empty() && !m_table.alsoNumbered)
                return failure(ErrorKind::InvalidInput, "the name of the picture's file is empty");
            return {};
        case Field::Index:
            return takeIndex(cell, row);
        case Field::True:
            if (!base::trimmed(cell).empty())
                row.truth = ClassText{std::move(cell), ClassText::Kind::Either};
            return {};
        case Field::Predicted:
            if (base::trimmed(cell).empty())
                return failure(ErrorKind::InvalidInput, "the predicted class is empty");
            row.predicted = ClassText{std::move(cell), ClassText::Kind::Either};
            return {};
        case Field::Confidence:
            return takeShare("confidence", cell, row.confidence);
        case Field::Margin:
            return takeShare("margin", cell, row.margin);
        case Field::Output:
            return takeLogit(cell, column.output, firstLogit);
        case Field::RowName:
            if (m_table.coversAll)
                m_rowNames.add(column.output, std::move(cell));
            return {};
        case Field::Ignored:
            break;
        }
        return {};
    }

    static Result<> takeIndex(const std::string& cell, Row& row) {
        const auto index = base::parsedNumber<std::uint32_t>(formats::wholeNumber(base::trimmed(cell)));
        if (!index)
            return failure(ErrorKind::InvalidInput, "the index " + inQuotes(cell) + " is no number from 0");
        row.index = *index;
        return {};
    }

    [[nodiscard]] std::optional<double> numberOf(const std::string& cell) const {
        std::string text(base::trimmed(cell));
        if (m_hasDecimalComma)
            std::replace(text.begin(), text.end(), ',', '.');
        return base::parsedNumber<double>(text);
    }

    Result<> takeLogit(const std::string& cell, std::size_t output, std::size_t firstLogit) {
        const auto value = numberOf(cell);
        const auto logit = value ? asFloat(*value) : std::nullopt;
        if (!logit)
            return failure(ErrorKind::InvalidInput, "the value " + inQuotes(cell) + " of output " +
                                                        inQuotes(m_table.outputs[output]) +
                                                        " is no finite number");
        m_table.logits[firstLogit + output] = *logit;
        return {};
    }

    Result<> takeShare(const char* what, const std::string& cell, std::optional<float>& to) const {
        if (base::trimmed(cell).empty())
            return {};
        const auto value = numberOf(cell);
        if (!value || !isShare(*value))
            return failure(ErrorKind::InvalidInput,
                           "the " + std::string(what) + " " + inQuotes(cell) +
                               " is no number from 0 to 1; leave the cell empty where "
                               "it is not known");
        to = static_cast<float>(*value);
        return {};
    }

    [[nodiscard]] bool has(Field field) const {
        return std::any_of(m_columns.begin(), m_columns.end(),
                           [&](const Column& column) { return column.field == field; });
    }

    std::size_t m_mostRows;
    bool m_hasDecimalComma = false; ///< numbers may have one
    bool m_isHeadingOver = false;   ///< of a single column
    std::vector<Column> m_columns;
    RowNames m_rowNames;
    Table m_table;
};

} // namespace

Result<Table> tableOfCsv(std::string_view text, std::size_t mostRows) {
    CsvTable table(mostRows);
    FAULTLINE_CHECK(
        formats::eachCsvRow(text, [&](formats::CsvRow row) { return table.take(std::move(row)); }));
    return table.finished();
}

} // namespace faultline::predictions
