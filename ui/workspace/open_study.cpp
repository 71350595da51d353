// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/open_study.h"

#include "core/model/run_header.h"
#include "core/study/run_entry.h"

#include <utility>

namespace faultline::ui {

const model::RunHeader& OpenStudy::header() const {
    return m_thread->run(m_run).header;
}

QString OpenStudy::className(base::ClassId id) const {
    if (id.value < m_classNames.size())
        return QString::fromStdString(m_classNames[id.value]);
    return QStringLiteral("class %1").arg(id.value);
}

QString OpenStudy::outputName(std::size_t output) const {
    const auto& names = header().model.classes;
    return output < names.size() ? QString::fromStdString(names[output])
                                 : QStringLiteral("output %1").arg(output);
}

base::ClassId OpenStudy::outputClass(std::size_t output) const {
    const auto& classes = header().model.outputClasses;
    return base::ClassId(output < classes.size() ? classes[output] : static_cast<std::uint16_t>(output));
}

void OpenStudy::choose(std::shared_ptr<StudyThread> thread, base::RunId run) {
    close();
    m_thread = std::move(thread);
    m_run = run;
}

void OpenStudy::takeLoaded(std::vector<workbench::OtherRun> otherRuns, workbench::Covariates covariates) {
    m_otherRuns = std::move(otherRuns);
    m_covariates = std::move(covariates);
    m_classNames = header().classNames();
    m_isLoaded = true;
}

void OpenStudy::close() {
    *this = {};
}

} // namespace faultline::ui
