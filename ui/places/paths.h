// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace faultline::ui {

// Where Faultline keeps and finds its files; nothing here touches the disk unless it says so.

/// $XDG_DATA_HOME/faultline
[[nodiscard]] QString dataFolder();
/// The fetched CIFAR-10: cifar-10-batches-bin in the data folder.
[[nodiscard]] QString cifar10Folder();
/// Where studies are kept unless the user says otherwise: studies in the data folder.
[[nodiscard]] QString studiesFolder();
/// "CIFAR-10 test × ResNet-18 v2.faultline" in the studies folder.
[[nodiscard]] QString firstStudyFile();
/// The ResNet-18 that comes with Faultline: share/faultline/models of the installation, else the source tree
/// of a development build. Looks for the file; empty where there is none.
[[nodiscard]] QString bundledModelFile();

/// ".faultline"
[[nodiscard]] QString studySuffix();
[[nodiscard]] bool looksLikeStudy(const QString& path);
/// Of the model files that are read, for a file dialog: "Models (*.safetensors …)".
[[nodiscard]] QString modelFilter();
/// The path ends like one of them, or like predictions made elsewhere.
[[nodiscard]] bool looksLikeModel(const QString& path);
/// The file of labels beside an .npy file of images; empty: it is no such file. Looks at its folder.
[[nodiscard]] QString labelsBeside(const QString& path);

/// All six files are there with their official sizes: a look at the folder that reads no file.
[[nodiscard]] bool looksLikeCifar10(const QString& folder);

/// A name of a study, run or chart as a file's name without an ending: what a dialog would take for a folder
/// or an ending becomes "_".
[[nodiscard]] QString fileNameFrom(QString name);

} // namespace faultline::ui
