// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_check.h"

#include "core/dataset/left_out.h"
#include "ui/new_study/path_field.h"
#include "ui/new_study/run_options_form.h"
#include "ui/new_study/study_faults.h"
#include "ui/new_study/study_fields.h"
#include "ui/new_study/study_outlook.h"
#include "ui/workspace/evaluation_request.h"

namespace faultline::ui {

StudyCheck::StudyCheck(const StudyFields& fields, QObject* parent)
    : QObject(parent)
    , m_fields(fields) {
    connect(&m_looks, &StudyLooks::changed, this, &StudyCheck::changed);
}

void StudyCheck::look() {
    if (m_fields.isRemote()) {
        m_looks.forget();
        return;
    }
    m_looks.lookAtDataset(m_isDatasetAgreed ? m_fields.dataset().path() : QString(),
                          m_fields.options().options());
    m_looks.lookAtModel(m_isModelAgreed ? m_fields.model().path() : QString());
}

void StudyCheck::lookOnceMore() {
    m_looks.doubtFaults();
    look();
}

void StudyCheck::lookAnew() {
    m_looks.forget();
    look();
}

const dataset::SetOutline* StudyCheck::images() const {
    return m_looks.dataset() && *m_looks.dataset() ? &**m_looks.dataset() : nullptr;
}

const workbench::ModelOutline* StudyCheck::model() const {
    return m_looks.model() && *m_looks.model() ? &**m_looks.model() : nullptr;
}

bool StudyCheck::isProgram() const {
    return model() != nullptr ? model()->kind == workbench::ModelKind::Program
                              : m_wasProgram && !m_looks.model();
}

QString StudyCheck::faultOf(const PathField& field) const {
    if (&field == &m_fields.dataset())
        return m_looks.datasetRefusal();
    if (&field == &m_fields.model())
        return modelFault(m_looks, m_fields.options().options());
    return m_purpose == StudyPurpose::New ? placeFault(field.path()) : QString();
}

QString StudyCheck::missing() const {
    if (m_fields.dataset().path().isEmpty())
        return tr("Choose the data set: a CIFAR folder, a folder of images, or an .npy or .npz file.");
    if (m_fields.model().path().isEmpty())
        return tr("Choose the model: a checkpoint (.safetensors, .pth, .onnx …).");
    if (m_fields.studyFile().path().isEmpty())
        return tr("Say where to keep the study.");
    if (m_fields.isTrustAsked() && !m_fields.isRemote() && !m_fields.isTrusted())
        return tr("Say that you trust the model's file, which is a program, or choose another one.");
    return {};
}

QString StudyCheck::problem() const {
    for (const QString& fault : {faultOf(m_fields.dataset()), faultOf(m_fields.model()),
                                 faultOf(m_fields.studyFile()), m_fields.options().fault(), missing()})
        if (!fault.isEmpty())
            return fault;
    return {};
}

bool StudyCheck::mayStart() const {
    const bool isOtherwiseSound = faultOf(m_fields.studyFile()).isEmpty() &&
                                  m_fields.options().fault().isEmpty() && missing().isEmpty();
    return problem().isEmpty() || (isOtherwiseSound && m_looks.areFaultsDoubted());
}

QString StudyCheck::leftOut() const {
    return images() != nullptr ? QString::fromStdString(dataset::leftOutText(images()->leftOut)) : QString();
}

QString StudyCheck::outlook(const EvaluationRequest& request) const {
    if (QString lacks = missing(); !lacks.isEmpty())
        return lacks;
    if (m_fields.isRemote())
        return tr("What will happen: %1 looks at data set and model, which are paths on its computer")
            .arg(m_fields.options().workerCommand());
    if (!faultOf(m_fields.dataset()).isEmpty() || !faultOf(m_fields.model()).isEmpty())
        return tr("What will happen is known once what is marked is corrected.");
    if (!m_isDatasetAgreed || !m_isModelAgreed)
        return tr("The paths are what the study names: nothing is read from there before you go on.");
    if (images() == nullptr || model() == nullptr)
        return m_looks.isLooking() ? tr("Looking at data set and model…") : QString();
    if (m_purpose == StudyPurpose::Resume)
        return tr("What will happen: the run goes on where it stopped");
    return tr("What will happen: %1").arg(outlookText(request, *images(), *model()));
}

} // namespace faultline::ui
