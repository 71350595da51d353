// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/first_look.h"
#include "ui/places/run_speeds.h"

#include <QString>

namespace faultline::ui {

struct EvaluationRequest;

/// @param architecture of the model; empty: nobody knows it before the model is opened
/// @param images the data set's name
[[nodiscard]] RunKind runKind(const EvaluationRequest& request, const QString& architecture,
                              dataset::Format format, const QString& images);

/// What will happen, in a line: "10,000 images of 10 classes, ResNet-18, CPU, about 40 s". The time is that
/// of the last run of this kind, and said to be unknown where there was none.
[[nodiscard]] QString outlookText(const EvaluationRequest& request, const dataset::SetOutline& images,
                                  const workbench::ModelOutline& model);

/// "about 40 s", "about 3 min", "about 2.5 h"
[[nodiscard]] QString roughTimeText(double seconds);

} // namespace faultline::ui
