// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/right_class_question.h"

#include "core/model/run_header.h"

#include <QCoreApplication>
#include <QInputDialog>

namespace faultline::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RightClassQuestion", text);
}

/// What those who suspect the labels say that they should be; nothing where that differs.
std::optional<base::ClassId> suspectedClassOf(const OpenStudy& study,
                                              std::span<const base::SampleIndex> samples) {
    std::optional<base::ClassId> common;
    for (const base::SampleIndex sample : samples) {
        const auto suspected = workbench::suspectedClass(study.covariates(), sample);
        if (!suspected || (common && common != suspected))
            return std::nullopt;
        common = suspected;
    }
    return common;
}

} // namespace

std::optional<base::ClassId> askForRightClass(const OpenStudy& study,
                                              std::span<const base::SampleIndex> samples, Suspicion suspicion,
                                              QWidget* window) {
    QStringList classes;
    for (const std::string& each : study.header().dataset.classes) // no output of the model alone
        classes << QString::fromStdString(each);
    QStringList offered = classes;
    if (suspicion == Suspicion::Told)
        if (const auto first = suspectedClassOf(study, samples); first && first->value < classes.size())
            offered.move(first->value, 0);
    bool isChosen = false;
    const QString name = QInputDialog::getItem(window, tr("Right class"), tr("What is in the picture?"),
                                               offered, 0, false, &isChosen);
    if (!isChosen)
        return std::nullopt;
    return base::ClassId(static_cast<std::uint16_t>(classes.indexOf(name)));
}

} // namespace faultline::ui
