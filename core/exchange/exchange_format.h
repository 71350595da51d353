// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"

#include <optional>
#include <string_view>

namespace faultline::exchange {

/// In which labels leave a study, and in most of which they come back. docs/user-guide.md says what each of
/// them keeps.
enum class ExchangeFormat {
    Csv,
    Json,
    Events,      ///< JSON lines: every event with all its fields
    FiftyOne,    ///< FiftyOneImageClassificationDataset: labels.json and data/
    LabelStudio, ///< tasks with annotations, pictures within
    ImageFolder, ///< of Hugging Face: metadata.jsonl and pictures
    Folders,     ///< one a mode, with pictures
    Labelme,     ///< one JSON file a picture
    LabelErrors  ///< a CSV table for whoever owns the data set; never taken in
};

/// Whether it is a folder with pictures, not one file.
[[nodiscard]] constexpr bool isFolder(ExchangeFormat format) {
    using enum ExchangeFormat;
    return format == FiftyOne || format == ImageFolder || format == Folders || format == Labelme;
}

/// Whether it holds the labels of one consensus alone; the others hold those of everybody.
[[nodiscard]] constexpr bool isOfOneConsensus(ExchangeFormat format) {
    return isFolder(format) || format == ExchangeFormat::LabelStudio || format == ExchangeFormat::LabelErrors;
}

/// Of the text of a file, by what it says and not by its name; CSV where it is none of the others.
[[nodiscard]] ExchangeFormat formatOfText(std::string_view text);

} // namespace faultline::exchange

template <>
struct faultline::base::Names<faultline::exchange::ExchangeFormat> {
    using enum exchange::ExchangeFormat;
    static constexpr std::array<std::pair<exchange::ExchangeFormat, std::string_view>, 9> all{{
        {Csv, "csv"},
        {Json, "json"},
        {Events, "events"},
        {FiftyOne, "fiftyone"},
        {LabelStudio, "label-studio"},
        {ImageFolder, "imagefolder"},
        {Folders, "folders"},
        {Labelme, "labelme"},
        {LabelErrors, "label-errors"},
    }};
};
