// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/model/class_mapping.h"
#include "core/predictions/table.h"

namespace faultline::predictions {

/// The outputs of a model of which a table knows the predicted classes alone.
struct PredictedOutputs {
    std::vector<std::string> names;    ///< "0", "1", … where neither table nor data set names them
    std::vector<std::uint32_t> ofRows; ///< which output each row predicts
};

/// Rows that name their class have the data set's classes as outputs (or those that table or rule name), and
/// behind them what else they name; numbers count the outputs from 0. Digits in a CSV file are numbers, but
/// names where the rule is Name or the data set's own class names are numbers.
/// @param rule with Auto a class that the data set has not is refused, with its place
[[nodiscard]] base::Result<PredictedOutputs>
predictedOutputs(const Table& table, const dataset::DatasetInfo& dataset, const model::ClassRule& rule);

/// Each index is one of the set's and occurs once, as many as there are where the table covers all, and each
/// true class that the table tells is the set's.
[[nodiscard]] base::Result<> checkRows(const Table& table, const dataset::ImageSet& images);

} // namespace faultline::predictions
