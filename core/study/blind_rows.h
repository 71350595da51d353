// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/study/event_reader.h"

#include <vector>

namespace faultline::study {

/// Of each annotator and item the last judgement that was given blind, also where it was changed after the
/// prediction was revealed; without what was taken back since, by undo or by clearing. By annotator and
/// sample. Inside Database::reading() or writing().
[[nodiscard]] base::Result<std::vector<labels::Label>>
readBlindLabels(const Database& database, const EventRules& rules, base::RunId run);

} // namespace faultline::study
