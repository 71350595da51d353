// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/open_study.h"

#include <optional>
#include <span>

class QWidget;

namespace faultline::ui {

/// Whether what others suspect of an item may be told.
enum class Suspicion { Told, Untold };

/// Asks what is in pictures whose truth is wrong. Where a list of suspected label errors says of all of them
/// the same class, that one stands first, where it may be told. Nothing: nobody answered.
[[nodiscard]] std::optional<base::ClassId> askForRightClass(const OpenStudy& study,
                                                            std::span<const base::SampleIndex> samples,
                                                            Suspicion suspicion, QWidget* window);

} // namespace faultline::ui
