// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/condition.h"
#include "ui/workspace/open_study.h"

#include <QString>

namespace faultline::ui {

/// What the words of conditions mean in the open study.
[[nodiscard]] workbench::Vocabulary vocabularyOf(const OpenStudy& study);

/// A clause in the window's language: "True: cat or True: dog", "Not: Scale", "Confidence from 90 %".
[[nodiscard]] QString clauseName(const workbench::Clause& clause, const OpenStudy& study);

} // namespace faultline::ui
