// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/picture_path.h"
#include "core/labels/label.h"
#include "core/model/prediction.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::exchange {

struct LabelTexts;

/// A label file is UTF-8 text with the members index, true, predicted, annotator, mode, labelled_at, note,
/// how, blind, position, elapsed_ms, flag, reason, secondary and path: as CSV with a heading, or as a JSON
/// array of objects. How a label came to be, whether blind, where in a queue, how long it took and where the
/// picture came from are written, empty where nobody knows, but not read: what comes from a file is an
/// import. The reason "wrong truth: dog" names the right class; secondary modes are slugs with blanks between
/// them.
enum class LabelFormat { Csv, Json };

/// What may carry a label, and what is told of it: in a package no prediction, and perhaps no true class.
struct LabelCarrier {
    base::SampleIndex sample;
    std::optional<base::ClassId> truth, predicted;
};
[[nodiscard]] std::vector<LabelCarrier> carriersOf(std::span<const model::Prediction> predictions);

/// What the labels of a study refer to.
struct LabelContext {
    std::vector<LabelCarrier> samples;
    std::span<const std::string> classes; ///< names, by ClassId
    const labels::Taxonomy& taxonomy;
    dataset::PicturePaths paths{}; ///< of the samples, to be written, or to be found by
    bool namesAreUnique = false;   ///< no two files of the whole data set are called alike
    /// To be written: the labels are nobody's own, but what this rule makes of them ("majority"). Their
    /// annotator is "consensus:majority" then, a name that no label file may give back, since a consensus is
    /// no vote; how and blind are known of decisions alone.
    std::string consensus{};
};

/// @param annotators all to whom `labels` belong; of a consensus nobody is asked for
/// @param labels of samples in the context
[[nodiscard]] std::string labelFile(LabelFormat format, std::span<const labels::Label> labels,
                                    std::span<const labels::Annotator> annotators,
                                    const LabelContext& context);

/// Of labels that are texts already (label_texts.h).
[[nodiscard]] std::string labelFile(LabelFormat format, std::span<const LabelTexts> labels);

/// One entry of a label file, checked against the run.
struct LabelEntry {
    std::size_t line = 0; ///< in a CSV file, or number of the object in JSON; from 1
    base::SampleIndex sample;
    std::string annotator; ///< name
    labels::Judgement judgement;
    std::string note;
    std::optional<base::Timestamp> labelledAt; ///< nothing: now
    std::optional<bool> flag{};                ///< nothing: the file does not say
    std::optional<std::vector<base::ModeId>> secondary{};
};

/// The entries of a whole file, or the first thing in it that is wrong, with its line (CSV) or entry (JSON).
/// Members may come in any order, unknown ones are ignored; index or path, annotator and mode are needed; an
/// entry with an empty mode needs a note, a flag or secondary modes. True and predicted class, where given,
/// must be those of the run. One annotator may judge an index once.
[[nodiscard]] base::Result<std::vector<LabelEntry>> parsedLabelFile(LabelFormat format, std::string_view text,
                                                                    const LabelContext& context);

} // namespace faultline::exchange
