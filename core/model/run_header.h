// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/model/class_mapping.h"
#include "core/model/device_info.h"
#include "core/model/model_info.h"
#include "core/model/run_options.h"

namespace faultline::model {

/// What a run is made of: fixed when it is created.
struct RunHeader {
    dataset::DatasetInfo dataset;
    ModelInfo model;
    RunOptions options;
    DeviceInfo device;
    std::uint32_t positions = 0; ///< images that the run visits

    /// By ClassId: the data set's classes, then outputs of the model that stand for none of them.
    [[nodiscard]] std::vector<std::string> classNames() const {
        return allClassNames(dataset.classes, model.classes, model.outputClasses);
    }
    /// How many these are.
    [[nodiscard]] std::size_t classCount() const {
        return dataset.classes.size() + unmappedCount(dataset.classes.size(), model.outputClasses);
    }
};

} // namespace faultline::model
