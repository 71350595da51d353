// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/named.h"
#include "core/base/time.h"
#include "core/labels/judgement.h"

#include <string>

namespace faultline::labels {

struct Annotator {
    base::AnnotatorId id;
    std::string uuid;
    std::string name; ///< told apart from others of the same name by a number behind it
    bool operator==(const Annotator&) const = default;
};

/// One annotator's present word on one item.
struct Label {
    base::RunId run;
    base::SampleIndex sample;
    base::AnnotatorId annotator;
    Judgement judgement;
    std::string note;
    base::Timestamp labelledAt{}; ///< when the judgement was given
    bool operator==(const Label&) const = default;
};

} // namespace faultline::labels
