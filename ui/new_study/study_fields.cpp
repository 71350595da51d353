// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_fields.h"

#include "ui/new_study/field_note.h"
#include "ui/new_study/path_field.h"
#include "ui/new_study/run_options_form.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

StudyFields::StudyFields(QWidget* parent)
    : QWidget(parent)
    , m_purpose(new FieldNote(this)) {
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(10);
    addFiles(*form);
    m_outlook = new PlainLabel(this);
    m_outlook->setObjectName(QStringLiteral("outlook"));
    m_outlook->setWordWrap(true);
    m_planFirst =
        new QCheckBox(tr("Plan &first: show no failure before it is planned who labels what"), this);
    m_planFirst->setObjectName(QStringLiteral("planFirst"));
    setTip(m_planFirst,
           tr("Failures are counted while the run goes on; labels can then be blind, as the tests "
              "of the verdict against controls need them"));
    addOptions();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    column->addWidget(m_purpose);
    column->addLayout(form);
    column->addWidget(m_planFirst);
    column->addWidget(m_outlook);
    column->addWidget(m_optionsShown);
    column->addWidget(m_options);
    column->addStretch(1);
}

// A field that loses the focus when it goes would tell of it here.
StudyFields::~StudyFields() {
    for (QObject* part : std::initializer_list<QObject*>{m_dataset, m_model, m_studyFile, m_options})
        part->disconnect(this);
}

void StudyFields::addFiles(QFormLayout& form) {
    m_dataset = new PathField(PathField::Kind::FolderOrFile, tr("Data set"),
                              tr("Images as arrays (*.npy *.npz);;All files (*)"), this);
    m_dataset->edit()->setPlaceholderText(
        tr("CIFAR-10 or CIFAR-100, a folder of images, or an .npy or .npz file"));
    m_dataset->setObjectName(QStringLiteral("dataset"));
    m_model = new PathField(PathField::Kind::File, tr("Model"), modelFilter(), this);
    m_model->edit()->setPlaceholderText(tr("A checkpoint: .safetensors, .pth, .pt, .th, .ckpt, .bin, .onnx"));
    m_model->setObjectName(QStringLiteral("model"));
    m_trust = new QCheckBox(tr("The model's file is a program (TorchScript), and I tr&ust it"), this);
    m_trust->setObjectName(QStringLiteral("trust"));
    setTip(m_trust, tr("A TorchScript file can do on this computer whatever you can do"));
    m_studyFile = new PathField(PathField::Kind::NewFile, tr("Keep it in"),
                                tr("Faultline studies (*%1)").arg(studySuffix()), this);
    m_studyFile->setObjectName(QStringLiteral("study"));
    form.addRow(tr("&Data set"), m_dataset);
    form.addRow(tr("&Model"), m_model);
    form.addRow(QString(), m_trust);
    form.addRow(tr("&Keep it in"), m_studyFile);
    connect(m_trust, &QCheckBox::toggled, this, &StudyFields::changed);
    for (PathField* field : {m_dataset, m_model, m_studyFile}) {
        static_cast<QLabel*>(form.labelForField(field))->setBuddy(field->edit()); // else its key does nothing
        connect(field, &PathField::changed, this, &StudyFields::changed);
    }
    for (PathField* field : {m_dataset, m_model}) {
        connect(field, &PathField::changed, this, &StudyFields::pathsChanged);
        connect(field, &PathField::left, this, &StudyFields::pathLeft);
    }
    connect(m_dataset, &PathField::edited, this, &StudyFields::datasetNamed);
    connect(m_model, &PathField::edited, this, &StudyFields::modelNamed);
    connect(m_studyFile, &PathField::edited, this, &StudyFields::studyFileNamed);
}

void StudyFields::addOptions() {
    m_optionsShown = new QToolButton(this);
    m_optionsShown->setObjectName(QStringLiteral("optionsShown"));
    m_optionsShown->setText(tr("Op&tions"));
    m_optionsShown->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_optionsShown->setAutoRaise(true);
    m_optionsShown->setCheckable(true);
    m_optionsShown->setFocusPolicy(Qt::StrongFocus);
    setTip(m_optionsShown, tr("How the run is made, and where it is computed"));
    connect(m_optionsShown, &QToolButton::toggled, this, &StudyFields::setOptionsShown);
    m_options = new RunOptionsForm(this);
    m_options->setObjectName(QStringLiteral("options"));
    connect(m_options, &RunOptionsForm::changed, this, &StudyFields::optionsChanged);
    setOptionsShown(false);
}

void StudyFields::setOptionsShown(bool shown) {
    m_options->setVisible(shown);
    m_optionsShown->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    m_optionsShown->setAccessibleDescription(shown ? tr("shown below") : tr("hidden"));
    Q_EMIT folded();
}

void StudyFields::showOptions() {
    m_optionsShown->setChecked(true);
}

bool StudyFields::isRemote() const {
    return !m_options->workerCommand().isEmpty();
}

void StudyFields::askForTrust(bool isAsked) {
    m_trust->setVisible(isAsked);
}

bool StudyFields::isTrustAsked() const {
    return m_trust->isVisibleTo(this);
}

bool StudyFields::isTrusted() const {
    return m_trust->isChecked() && isTrustAsked();
}

void StudyFields::focusTrust() {
    m_trust->setFocus();
}

bool StudyFields::isPlannedFirst() const {
    return m_planFirst->isChecked();
}

void StudyFields::hidePlanFirst() {
    m_planFirst->setVisible(false);
}

void StudyFields::tellOutlook(const QString& text) {
    m_outlook->setText(text);
}

} // namespace faultline::ui
