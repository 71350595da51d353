// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/new_study_dialog.h"

#include "core/dataset/left_out.h"
#include "core/model/run_header.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/screen_room.h"
#include "ui/new_study/field_note.h"
#include "ui/new_study/path_field.h"
#include "ui/new_study/refusal_notes.h"
#include "ui/new_study/run_options_form.h"
#include "ui/new_study/study_faults.h"
#include "ui/new_study/study_name.h"
#include "ui/new_study/study_outlook.h"
#include "ui/places/path_text.h"
#include "ui/places/paths.h"
#include "ui/places/run_sources.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/evaluation_request.h"

#include <algorithm>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QPushButton>
#include <QScreen>
#include <QShowEvent>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr QSize roomForPaths(760, 0); // and for the line of what will happen

} // namespace

NewStudyDialog::NewStudyDialog(QWidget* parent)
    : QDialog(parent)
    , m_purposeNote(new FieldNote(this)) {
    setWindowTitle(tr("New study"));
    QWidget* const page = makePage();
    auto* refused = new FieldNote(this);
    refused->setObjectName(QStringLiteral("refusal"));
    m_refusal = std::make_unique<RefusalNotes>(QList<PathField*>{m_dataset, m_model, m_studyFile}, *refused);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("E&valuate"));
    m_buttons->button(QDialogButtonBox::Ok)->setDefault(true); // also while it can't be pressed
    connect(m_buttons, &QDialogButtonBox::accepted, this, &NewStudyDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &NewStudyDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(14);
    m_scroll = new FittingScroll(page, this);
    column->addWidget(m_scroll, 1);
    column->addWidget(refused);
    column->addWidget(m_buttons);

    connect(&m_looks, &StudyLooks::changed, this, [this] {
        refresh();
        if (m_isAccepting && !m_looks.isLooking())
            acceptNow();
    });
    m_model->setPath(bundledModelFile());
    if (looksLikeCifar10(cifar10Folder()))
        m_dataset->setPath(cifar10Folder());
    suggestStudyFile();
    look();
    resizeWithinScreen(*this, sizeHint().expandedTo(roomForPaths));
}

// A field that loses the focus when it goes would ask for a look once more.
NewStudyDialog::~NewStudyDialog() {
    for (QObject* part :
         std::initializer_list<QObject*>{m_dataset, m_model, m_studyFile, m_options, &m_looks})
        part->disconnect(this);
}

QWidget* NewStudyDialog::makePage() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(10);
    addFiles(*form);
    m_outlook = new PlainLabel(page);
    m_outlook->setObjectName(QStringLiteral("outlook"));
    m_outlook->setWordWrap(true);
    m_planFirst =
        new QCheckBox(tr("Plan &first: show no failure before it is planned who labels what"), page);
    m_planFirst->setObjectName(QStringLiteral("planFirst"));
    setTip(m_planFirst,
           tr("Failures are counted while the run goes on; labels can then be blind, as the tests "
              "of the verdict against controls need them"));
    addOptions();
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    column->addWidget(m_purposeNote);
    column->addLayout(form);
    column->addWidget(m_planFirst);
    column->addWidget(m_outlook);
    column->addWidget(m_optionsShown);
    column->addWidget(m_options);
    column->addStretch(1);
    return page;
}

void NewStudyDialog::addFiles(QFormLayout& form) {
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
    connect(m_trust, &QCheckBox::toggled, this, &NewStudyDialog::takeChange);
    for (PathField* field : {m_dataset, m_model, m_studyFile}) {
        static_cast<QLabel*>(form.labelForField(field))->setBuddy(field->edit()); // else its key does nothing
        connect(field, &PathField::changed, this, &NewStudyDialog::takeChange);
    }
    for (PathField* field : {m_dataset, m_model}) {
        connect(field, &PathField::changed, this, &NewStudyDialog::suggestStudyFile);
        connect(field, &PathField::left, this, &NewStudyDialog::lookOnceMore);
    }
    connect(m_dataset, &PathField::edited, this, [this] { m_isDatasetAgreed = true; });
    connect(m_model, &PathField::edited, this, [this] { m_isModelAgreed = true; });
    connect(m_studyFile, &PathField::edited, this, [this] { m_studyFileChosen = true; });
}

void NewStudyDialog::addOptions() {
    m_optionsShown = new QToolButton(this);
    m_optionsShown->setObjectName(QStringLiteral("optionsShown"));
    m_optionsShown->setText(tr("Op&tions"));
    m_optionsShown->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_optionsShown->setAutoRaise(true);
    m_optionsShown->setCheckable(true);
    m_optionsShown->setFocusPolicy(Qt::StrongFocus);
    setTip(m_optionsShown, tr("How the run is made, and where it is computed"));
    connect(m_optionsShown, &QToolButton::toggled, this, &NewStudyDialog::setOptionsShown);
    m_options = new RunOptionsForm(this);
    m_options->setObjectName(QStringLiteral("options"));
    connect(m_options, &RunOptionsForm::changed, this, [this] {
        suggestStudyFile();
        takeChange();
        look();
    });
    setOptionsShown(false);
}

void NewStudyDialog::setOptionsShown(bool shown) {
    m_options->setVisible(shown);
    m_optionsShown->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    m_optionsShown->setAccessibleDescription(shown ? tr("shown below") : tr("hidden"));
    if (isVisible())
        takeHeight(wantedHeight());
}

int NewStudyDialog::wantedHeight() const {
    QLayout& page = *m_scroll->widget()->layout();
    page.activate(); // rows have come or gone
    layout()->activate();
    const int content = page.totalHeightForWidth(m_scroll->viewport()->width());
    const int room = roomForWindow(screen()->availableSize()).height();
    return std::min(height() - m_scroll->height() + content, room);
}

void NewStudyDialog::growToContent() {
    const int wanted = isVisible() ? wantedHeight() : 0;
    if (wanted > height())
        takeHeight(wanted);
}

/// Moves up where its buttons would be below the screen.
void NewStudyDialog::takeHeight(int height) {
    resize(width(), height);
    const QRect free = screen()->availableGeometry();
    if (frameGeometry().bottom() > free.bottom())
        move(x(), std::max(free.top(), y() - frameGeometry().bottom() + free.bottom()));
}

void NewStudyDialog::setDataset(const QString& folder) {
    m_isDatasetAgreed = true;
    m_dataset->setPath(folder);
    look();
}

void NewStudyDialog::setModel(const QString& file) {
    m_isModelAgreed = true;
    m_model->setPath(file);
    look();
}

void NewStudyDialog::setInterrupted(const model::RunHeader& header, const QString& studyFile,
                                    const QString& why) {
    m_purpose = Purpose::Resume;
    m_isDatasetAgreed = m_isModelAgreed = false;
    m_wasProgram = header.model.format == "torchscript";
    setWindowTitle(tr("Resume the run"));
    m_purposeNote->tell(tr("%1. Data set and model must be the ones that the run was begun with.").arg(why),
                        FieldNote::Kind::Hint);
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Resume"));
    m_dataset->setPath(QString::fromStdString(header.dataset.location));
    m_model->setPath(QString::fromStdString(header.model.location));
    m_studyFile->setPath(studyFile);
    m_studyFile->setEnabled(false);
    m_planFirst->setVisible(false); // as it was begun
    m_options->fixAll(header.options);
    look();
}

void NewStudyDialog::setNamed(const RunSources& named) {
    m_options->setWorkerCommand(named.worker); // first: whose paths they are
    m_namedWorker = named.worker;
    setDataset(named.dataset);
    setModel(named.model);
    const auto isGone = [this](const QString& path) { return !isRemote() && !QFileInfo::exists(path); };
    if (isGone(named.dataset) || isGone(named.model)) {
        // Which one is said at its field, and only there.
        m_purposeNote->tell(tr("Data set and model must be the ones that the run was begun with."),
                            FieldNote::Kind::Hint);
        (isGone(named.dataset) ? m_dataset : m_model)->setFocus();
    } else if (m_wasProgram) {
        m_trust->setFocus();
    }
}

void NewStudyDialog::setFurtherRun(const model::RunHeader& header, const QString& studyFile) {
    m_purpose = Purpose::FurtherRun;
    m_isDatasetAgreed = false;
    setWindowTitle(tr("Add a run"));
    m_purposeNote->tell(
        tr("The run joins the open study: another model, or other options, on the same images."),
        FieldNote::Kind::Hint);
    m_dataset->setPath(QString::fromStdString(header.dataset.location));
    m_model->setPath({});
    m_studyFile->setPath(studyFile);
    m_studyFile->setEnabled(false);
    m_options->fixImages(header.options);
    m_model->setFocus();
    look();
}

EvaluationRequest NewStudyDialog::request() const {
    EvaluationRequest request;
    request.isFurtherRun = m_purpose == Purpose::FurtherRun;
    request.runName = m_options->runName();
    request.isPlannedFirst = m_planFirst->isChecked();
    request.dataset = m_dataset->path();
    request.model = m_model->path();
    request.study = pathOf(m_studyFile->path());
    request.workerCommand = m_options->workerCommand();
    request.options = m_options->options();
    request.options.trustCode = m_trust->isChecked() && m_trust->isVisibleTo(this);
    return request;
}

bool NewStudyDialog::isRemote() const {
    return !m_options->workerCommand().isEmpty();
}

void NewStudyDialog::suggestStudyFile() {
    if (m_studyFileChosen || m_purpose != Purpose::New)
        return;
    m_studyFile->setPath(suggestedStudyFile(m_dataset->path(), m_options->options().split, m_model->path()));
}

void NewStudyDialog::look() {
    if (isRemote()) {
        m_looks.forget();
    } else {
        m_looks.lookAtDataset(m_isDatasetAgreed ? m_dataset->path() : QString(), m_options->options());
        m_looks.lookAtModel(m_isModelAgreed ? m_model->path() : QString());
    }
    refresh();
}

/// What was found wrong may have been mended since.
void NewStudyDialog::lookOnceMore() {
    m_looks.doubtFaults();
    look();
}

void NewStudyDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    if (!event->spontaneous())
        lookOnceMore();
}

// What is wrong

QString NewStudyDialog::faultOf(const PathField* field) const {
    if (field == m_dataset)
        return datasetFault(m_looks, m_dataset->path());
    if (field == m_model)
        return modelFault(m_looks, m_options->options());
    return m_purpose == Purpose::New ? placeFault(m_studyFile->path()) : QString();
}

QString NewStudyDialog::missing() const {
    if (m_dataset->path().isEmpty())
        return tr("Choose the data set: a CIFAR folder, a folder of images, or an .npy or .npz file.");
    if (m_model->path().isEmpty())
        return tr("Choose the model: a checkpoint (.safetensors, .pth, .onnx …).");
    if (m_studyFile->path().isEmpty())
        return tr("Say where to keep the study.");
    if (m_trust->isVisibleTo(this) && !isRemote() && !m_trust->isChecked())
        return tr("Say that you trust the model's file, which is a program, or choose another one.");
    return {};
}

QString NewStudyDialog::problem() const {
    for (const QString& fault :
         {faultOf(m_dataset), faultOf(m_model), faultOf(m_studyFile), m_options->fault(), missing()})
        if (!fault.isEmpty())
            return fault;
    return {};
}

/// Also while what was wrong with data set or model is looked at once more: accept() waits for that.
bool NewStudyDialog::mayStart() const {
    const bool isOtherwiseSound =
        faultOf(m_studyFile).isEmpty() && m_options->fault().isEmpty() && missing().isEmpty();
    return problem().isEmpty() || (isOtherwiseSound && m_looks.areFaultsDoubted());
}

// What will happen

QString NewStudyDialog::outlook() const {
    if (QString lacks = missing(); !lacks.isEmpty())
        return lacks;
    if (isRemote())
        return tr("What will happen: %1 looks at data set and model, which are paths on its computer")
            .arg(m_options->workerCommand());
    if (!faultOf(m_dataset).isEmpty() || !faultOf(m_model).isEmpty())
        return tr("What will happen is known once what is marked is corrected.");
    if (!m_isDatasetAgreed || !m_isModelAgreed)
        return tr("The paths are what the study names: nothing is read from there before you go on.");
    if (!m_looks.dataset() || !m_looks.model())
        return m_looks.isLooking() ? tr("Looking at data set and model…") : QString();
    if (m_purpose == Purpose::Resume)
        return tr("What will happen: the run goes on where it stopped");
    return tr("What will happen: %1").arg(outlookText(request(), **m_looks.dataset(), **m_looks.model()));
}

void NewStudyDialog::refreshNotes() {
    const QString leftOut = m_looks.dataset() && *m_looks.dataset()
                                ? QString::fromStdString(dataset::leftOutText((*m_looks.dataset())->leftOut))
                                : QString();
    const QString fault = faultOf(m_dataset);
    if (fault.isEmpty() && !m_refusal->isAt(*m_dataset) && !leftOut.isEmpty())
        m_dataset->note().tell(tr("In this folder %1", "left out are 3: …").arg(leftOut),
                               FieldNote::Kind::Hint);
    else
        m_refusal->tellAt(*m_dataset, fault);
    m_refusal->tellAt(*m_model, faultOf(m_model));
    const QString placed = faultOf(m_studyFile);
    if (placed.isEmpty() && !m_refusal->isAt(*m_studyFile) && m_purpose == Purpose::New &&
        QFileInfo::exists(m_studyFile->path()))
        m_studyFile->note().tell(tr("This study exists: its run is resumed where it is the same one, and "
                                    "refused where it differs"),
                                 FieldNote::Kind::Hint);
    else
        m_refusal->tellAt(*m_studyFile, placed);
}

void NewStudyDialog::refresh() {
    if (m_buttons == nullptr)
        return; // while the fields are being made
    const auto* images = m_looks.dataset() && *m_looks.dataset() ? &**m_looks.dataset() : nullptr;
    const auto* model = m_looks.model() && *m_looks.model() ? &**m_looks.model() : nullptr;
    m_options->showFor(images, model);
    const bool isProgram =
        model != nullptr ? model->kind == workbench::ModelKind::Program : m_wasProgram && !m_looks.model();
    m_trust->setVisible(isRemote() || isProgram);
    refreshNotes();
    m_outlook->setText(outlook());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(mayStart() && !m_isAccepting);
    growToContent();
}

void NewStudyDialog::takeChange() {
    m_isAccepting = false;
    if (m_refusal)
        m_refusal->clear();
    refresh();
}

// The end

void NewStudyDialog::accept() {
    m_isAccepting = true;
    m_isDatasetAgreed = m_isModelAgreed = true;
    look(); // Enter may come before the field was left
    if (!m_looks.isLooking())
        acceptNow();
}

void NewStudyDialog::acceptNow() {
    m_isAccepting = false;
    refresh();
    if (!problem().isEmpty())
        return focusFault();
    const QFileInfo study(m_studyFile->path());
    if (!study.dir().exists() && !QDir().mkpath(study.absolutePath())) {
        m_studyFile->note().tell(
            tr("The folder %1 can't be made: choose another place for the study").arg(study.absolutePath()),
            FieldNote::Kind::Fault);
        return m_studyFile->setFocus();
    }
    QDialog::accept();
}

void NewStudyDialog::focusFault() {
    for (PathField* field : {m_dataset, m_model, m_studyFile})
        if (!faultOf(field).isEmpty() || field->path().isEmpty())
            return field->setFocus();
    if (!m_options->fault().isEmpty()) {
        m_optionsShown->setChecked(true);
        m_options->focusFault();
    } else {
        m_trust->setFocus();
    }
}

void NewStudyDialog::reject() {
    m_isAccepting = false;
    QDialog::reject();
}

void NewStudyDialog::showRefusal(const base::Error& why) {
    m_refusal->clear(); // of an earlier one
    m_options->forgetRefusal();
    if (why.kind == base::ErrorKind::Worker) {
        m_optionsShown->setChecked(true);
        m_options->refuseWorker(QString::fromStdString(why.message));
    } else {
        m_refusal->refuse(isRemote() ? QString::fromStdString(why.message)
                                     : datasetRefusal(m_dataset->path(), why));
    }
    m_looks.forget(); // what is there may be another one by now
    look();
    growToContent();
    for (FieldNote* note : m_scroll->widget()->findChildren<FieldNote*>())
        if (!note->fault().isEmpty() && note->isVisible())
            m_scroll->ensureWidgetVisible(note); // its field has the keys, and is in sight by that alone
}

} // namespace faultline::ui
