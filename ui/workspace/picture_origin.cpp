// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/picture_origin.h"

#include "core/dataset/folder/picture_file.h"
#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "ui/places/run_sources.h"
#include "ui/workspace/workspace.h"

namespace faultline::ui {

using base::ErrorKind;

namespace {

/// The data set of the shown run, else that of any other: they are one set.
base::Result<std::filesystem::path> dataSetHere(const OpenStudy& study) {
    bool isElsewhere = false;
    std::string other;
    const auto look = [&](const study::RunEntry& run) {
        const RunSources sources =
            runSources(QString::fromStdString(study.thread()->uuid()), QString::fromStdString(run.uuid));
        if (!sources.worker.isEmpty())
            isElsewhere = true;
        else if (other.empty())
            other = sources.dataset.toStdString();
    };
    look(study.thread()->run(study.run()));
    for (const study::RunEntry& run : study.thread()->runs())
        look(run);
    if (!other.empty())
        return other;
    if (isElsewhere)
        return base::failure(ErrorKind::NotFound, "the data set is on another computer");
    return base::failure(ErrorKind::NotFound,
                         "no run of this study was started in the window on this computer, "
                         "so that it is not known where the data set is");
}

} // namespace

base::Result<PictureOrigin> originOf(const Workspace& workspace, int row) {
    const dataset::DatasetInfo& set = workspace.study().header().dataset;
    const std::string& path = workspace.items().table().path(workspace.items().failure(row).sample);
    if (path.empty())
        return base::failure(ErrorKind::NotFound, dataset::isImageFolder(set.format)
                                                      ? "the study does not say which file this picture was"
                                                      : "the pictures of this data set are no files of their "
                                                        "own");
    FAULTLINE_TRY(folder, dataSetHere(workspace.study()));
    return PictureOrigin{std::move(folder), set.split, path};
}

bool isThere(const PictureOrigin& origin) {
    std::error_code ignored;
    return std::filesystem::is_directory(origin.folder, ignored);
}

base::Result<std::filesystem::path> fileOf(const PictureOrigin& origin) {
    if (!isThere(origin))
        return base::failure(ErrorKind::NotFound,
                             "the data set " + origin.folder.string() + " is not there any more");
    return dataset::pictureFile(origin.folder, origin.split, origin.path);
}

} // namespace faultline::ui
