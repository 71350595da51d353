// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/exchange/label_texts.h"
#include "core/labels/taxonomy.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::exchange {

// Labels as other tools read them: files of FiftyOne, Label Studio, Hugging Face's image folders and labelme.
// Each label is one item's; those without a mode, none or excluded are passed over.

/// "3980.png": the place of the picture in the data set.
[[nodiscard]] std::string pictureName(base::SampleIndex sample);

/// labels.json of a FiftyOneImageClassificationDataset, whose pictures lie in data/: the mode is the label,
/// what else is known its attributes; a flag and secondary modes are its tags ("flagged", "also:scale").
[[nodiscard]] std::string fiftyoneLabels(std::span<const LabelTexts> labels,
                                         const labels::Taxonomy& taxonomy);

/// One task for a labelling configuration with the choices "mode", "reason", "right_class", "secondary" and
/// "flag" and the text area "note" to the image "image". The picture is in it, as a data URI.
/// @param png the picture's file
[[nodiscard]] std::string labelStudioTask(const LabelTexts& label, std::string_view png);
/// The tasks as one JSON array.
[[nodiscard]] std::string labelStudioTasks(const std::vector<std::string>& tasks);

/// metadata.jsonl of an image folder: "file_name" and all members of a label file.
[[nodiscard]] std::string imageFolderMetadata(std::span<const LabelTexts> labels);

/// The file beside a picture: each mode, "none" and "excluded" is a flag, and one of them is true. What
/// labelme does not know it keeps: the member "faultline" has the annotator, note and the like.
[[nodiscard]] std::string labelmeFile(const LabelTexts& label, const base::ImageView& picture,
                                      const labels::Taxonomy& taxonomy);

/// A CSV table of the labels that say that the true class is wrong, with the right one where it was named.
[[nodiscard]] std::string labelErrors(std::span<const LabelTexts> labels);
/// Whether the label says so.
[[nodiscard]] bool isLabelError(const LabelTexts& label);

} // namespace faultline::exchange
