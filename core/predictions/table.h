// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::predictions {

/// A class as a file writes it.
struct ClassText {
    enum class Kind {
        Number, ///< a number from 0 and nothing else
        Name,
        Either ///< a cell of a CSV file, where digits may be both
    };
    std::string text;
    Kind kind = Kind::Either;
};

/// What a file says of one image.
struct Row {
    std::size_t place = 0;   ///< its line (CSV), or its number in the file
    std::uint32_t index = 0; ///< of the image
    std::optional<ClassText> truth;
    std::optional<ClassText> predicted; ///< in each row of a table without outputs, else in none
    std::optional<float> confidence;    ///< 0 … 1
    std::optional<float> margin;        ///< 0 … 1
};

/// A file of predictions, not yet compared with an image set.
struct Table {
    std::string unit; ///< what Row::place counts: "line", "entry" or "row"
    std::vector<Row> rows;
    /// Names of the model's outputs; "0", "1", … where the file has none. Empty: it has neither logits nor
    /// names.
    std::vector<std::string> outputs;
    bool outputsNamed = false; ///< the file says their names
    std::vector<float> logits; ///< rows × outputs, finite; empty: the file has classes alone
    bool coversAll = false;    ///< row i is image i, so that as many rows as images are needed
};

/// "line 7"
[[nodiscard]] std::string placeOf(const Table& table, const Row& row);
/// Refuses one row more than `mostRows`: a file of another set is not read to its end.
[[nodiscard]] base::Result<> checkRoom(std::size_t rows, std::size_t mostRows);
/// A value of a file within a sentence: on one line, and not too long.
[[nodiscard]] std::string inQuotes(std::string_view value);

// @param mostRows as many as the set has images

/// Needs a heading with `index` and either `predicted` or one column an output: logit_0, logit_1, … or the
/// outputs' names; `true`, `confidence` and `margin` may be there. Beside `predicted` other columns are
/// ignored.
[[nodiscard]] base::Result<Table> tableOfCsv(std::string_view text, std::size_t mostRows = SIZE_MAX);
/// An array of objects with the members index and either predicted (number or name) or logits, and perhaps
/// true, confidence and margin; or {"classes": [names of the outputs], "predictions": [such objects]}.
[[nodiscard]] base::Result<Table> tableOfJson(std::string_view text, std::size_t mostRows = SIZE_MAX);
/// Integers (n): predicted classes; or floating-point numbers (n × outputs): logits or probabilities. Row i
/// is of image i.
[[nodiscard]] base::Result<Table> tableOfNpy(base::ByteView file, std::size_t mostRows = SIZE_MAX);

} // namespace faultline::predictions
