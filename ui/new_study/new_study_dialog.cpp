// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/new_study_dialog.h"

#include "core/model/run_header.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/screen_room.h"
#include "ui/new_study/field_note.h"
#include "ui/new_study/path_field.h"
#include "ui/new_study/refusal_notes.h"
#include "ui/new_study/run_options_form.h"
#include "ui/new_study/study_faults.h"
#include "ui/new_study/study_fields.h"
#include "ui/new_study/study_name.h"
#include "ui/places/path_text.h"
#include "ui/places/paths.h"
#include "ui/places/run_sources.h"
#include "ui/workspace/evaluation_request.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QPushButton>
#include <QScreen>
#include <QShowEvent>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr QSize roomForPaths(760, 0); // and for the line of what will happen

QList<PathField*> pathsOf(const StudyFields& fields) {
    return {&fields.dataset(), &fields.model(), &fields.studyFile()};
}

} // namespace

NewStudyDialog::NewStudyDialog(QWidget* parent)
    : QDialog(parent)
    , m_fields(new StudyFields(this))
    , m_check(new StudyCheck(*m_fields, this))
    , m_scroll(new FittingScroll(m_fields, this)) {
    setWindowTitle(tr("New study"));
    auto* refused = new FieldNote(this);
    refused->setObjectName(QStringLiteral("refusal"));
    m_refusal = std::make_unique<RefusalNotes>(pathsOf(*m_fields), *refused);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_start = buttons->button(QDialogButtonBox::Ok);
    m_start->setText(tr("E&valuate"));
    m_start->setDefault(true); // also while it can't be pressed
    connect(buttons, &QDialogButtonBox::accepted, this, &NewStudyDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &NewStudyDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(14);
    column->addWidget(m_scroll, 1);
    column->addWidget(refused);
    column->addWidget(buttons);

    connectFields();
    m_fields->model().setPath(bundledModelFile());
    if (looksLikeCifar10(cifar10Folder()))
        m_fields->dataset().setPath(cifar10Folder());
    suggestStudyFile();
    look();
    resizeWithinScreen(*this, sizeHint().expandedTo(roomForPaths));
}

// A field that loses the focus when it goes would ask for a look once more.
NewStudyDialog::~NewStudyDialog() {
    m_fields->disconnect(this);
    m_check->disconnect(this);
}

void NewStudyDialog::connectFields() {
    connect(m_fields, &StudyFields::changed, this, &NewStudyDialog::takeChange);
    connect(m_fields, &StudyFields::pathsChanged, this, &NewStudyDialog::suggestStudyFile);
    connect(m_fields, &StudyFields::pathLeft, this, &NewStudyDialog::lookOnceMore);
    connect(m_fields, &StudyFields::datasetNamed, this, [this] { m_check->agreeToDataset(); });
    connect(m_fields, &StudyFields::modelNamed, this, [this] { m_check->agreeToModel(); });
    connect(m_fields, &StudyFields::studyFileNamed, this, [this] { m_studyFileChosen = true; });
    connect(m_fields, &StudyFields::optionsChanged, this, [this] {
        suggestStudyFile();
        takeChange();
        look();
    });
    connect(m_fields, &StudyFields::folded, this, [this] {
        if (isVisible())
            takeHeight(wantedHeight());
    });
    connect(m_check, &StudyCheck::changed, this, [this] {
        refresh();
        if (m_isAccepting && !m_check->isLooking())
            acceptNow();
    });
}

// What it is for

void NewStudyDialog::setDataset(const QString& folder) {
    m_check->agreeToDataset();
    m_fields->dataset().setPath(folder);
    look();
}

void NewStudyDialog::setModel(const QString& file) {
    m_check->agreeToModel();
    m_fields->model().setPath(file);
    look();
}

void NewStudyDialog::setInterrupted(const model::RunHeader& header, const QString& studyFile,
                                    const QString& why) {
    m_check->setPurpose(StudyPurpose::Resume);
    m_check->suspectDataset();
    m_check->suspectModel();
    m_check->setWasProgram(header.model.format == "torchscript");
    setWindowTitle(tr("Resume the run"));
    m_fields->purpose().tell(
        tr("%1. Data set and model must be the ones that the run was begun with.").arg(why),
        FieldNote::Kind::Hint);
    m_start->setText(tr("&Resume"));
    m_fields->dataset().setPath(QString::fromStdString(header.dataset.location));
    m_fields->model().setPath(QString::fromStdString(header.model.location));
    m_fields->studyFile().setPath(studyFile);
    m_fields->studyFile().setEnabled(false);
    m_fields->hidePlanFirst(); // as it was begun
    m_fields->options().fixAll(header.options);
    look();
}

void NewStudyDialog::setNamed(const RunSources& named) {
    m_fields->options().setWorkerCommand(named.worker); // first: whose paths they are
    m_namedWorker = named.worker;
    setDataset(named.dataset);
    setModel(named.model);
    const auto isGone = [this](const QString& path) {
        return !m_fields->isRemote() && !QFileInfo::exists(path);
    };
    if (isGone(named.dataset) || isGone(named.model)) {
        // Which one is said at its field, and only there.
        m_fields->purpose().tell(tr("Data set and model must be the ones that the run was begun with."),
                                 FieldNote::Kind::Hint);
        (isGone(named.dataset) ? m_fields->dataset() : m_fields->model()).setFocus();
    } else if (m_check->wasProgram()) {
        m_fields->focusTrust();
    }
}

void NewStudyDialog::setFurtherRun(const model::RunHeader& header, const QString& studyFile) {
    m_check->setPurpose(StudyPurpose::FurtherRun);
    m_check->suspectDataset();
    setWindowTitle(tr("Add a run"));
    m_fields->purpose().tell(
        tr("The run joins the open study: another model, or other options, on the same images."),
        FieldNote::Kind::Hint);
    m_fields->dataset().setPath(QString::fromStdString(header.dataset.location));
    m_fields->model().setPath({});
    m_fields->studyFile().setPath(studyFile);
    m_fields->studyFile().setEnabled(false);
    m_fields->options().fixImages(header.options);
    m_fields->model().setFocus();
    look();
}

EvaluationRequest NewStudyDialog::request() const {
    EvaluationRequest request;
    request.isFurtherRun = m_check->purpose() == StudyPurpose::FurtherRun;
    request.runName = m_fields->options().runName();
    request.isPlannedFirst = m_fields->isPlannedFirst();
    request.dataset = m_fields->dataset().path();
    request.model = m_fields->model().path();
    request.study = pathOf(m_fields->studyFile().path());
    request.workerCommand = m_fields->options().workerCommand();
    request.options = m_fields->options().options();
    request.options.trustCode = m_fields->isTrusted();
    return request;
}

void NewStudyDialog::suggestStudyFile() {
    if (m_studyFileChosen || m_check->purpose() != StudyPurpose::New)
        return;
    m_fields->studyFile().setPath(suggestedStudyFile(
        m_fields->dataset().path(), m_fields->options().options().split, m_fields->model().path()));
}

// What is seen of it

int NewStudyDialog::wantedHeight() const {
    QLayout& page = *m_fields->layout();
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

void NewStudyDialog::look() {
    m_check->look();
    refresh();
}

void NewStudyDialog::lookOnceMore() {
    m_check->lookOnceMore();
    refresh();
}

void NewStudyDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    if (!event->spontaneous())
        lookOnceMore();
}

void NewStudyDialog::refreshNotes() {
    const PathField& dataset = m_fields->dataset();
    const QString fault = m_check->faultOf(dataset);
    if (const QString leftOut = m_check->leftOut();
        fault.isEmpty() && !m_refusal->isAt(dataset) && !leftOut.isEmpty())
        dataset.note().tell(tr("In this folder %1", "left out are 3: …").arg(leftOut), FieldNote::Kind::Hint);
    else
        m_refusal->tellAt(dataset, fault);
    m_refusal->tellAt(m_fields->model(), m_check->faultOf(m_fields->model()));
    const PathField& study = m_fields->studyFile();
    const QString placed = m_check->faultOf(study);
    if (placed.isEmpty() && !m_refusal->isAt(study) && m_check->purpose() == StudyPurpose::New &&
        QFileInfo::exists(study.path()))
        study.note().tell(tr("This study exists: its run is resumed where it is the same one, and "
                             "refused where it differs"),
                          FieldNote::Kind::Hint);
    else
        m_refusal->tellAt(study, placed);
}

void NewStudyDialog::refresh() {
    m_fields->options().showFor(m_check->images(), m_check->model());
    m_fields->askForTrust(m_fields->isRemote() || m_check->isProgram());
    refreshNotes();
    m_fields->tellOutlook(m_check->outlook(request()));
    m_start->setEnabled(m_check->mayStart() && !m_isAccepting);
    growToContent();
}

void NewStudyDialog::takeChange() {
    m_isAccepting = false;
    m_refusal->clear();
    refresh();
}

// The end

void NewStudyDialog::accept() {
    m_isAccepting = true;
    m_check->agreeToDataset();
    m_check->agreeToModel();
    look(); // Enter may come before the field was left
    if (!m_check->isLooking())
        acceptNow();
}

void NewStudyDialog::acceptNow() {
    m_isAccepting = false;
    refresh();
    if (!problem().isEmpty())
        return focusFault();
    const PathField& place = m_fields->studyFile();
    const QFileInfo study(place.path());
    if (study.dir().exists() || QDir().mkpath(study.absolutePath()))
        return QDialog::accept();
    place.note().tell(
        tr("The folder %1 can't be made: choose another place for the study").arg(study.absolutePath()),
        FieldNote::Kind::Fault);
    place.edit()->setFocus();
    bringFaultIntoSight();
}

void NewStudyDialog::focusFault() {
    const QList<PathField*> paths = pathsOf(*m_fields);
    const auto faulty = std::ranges::find_if(paths, [this](const PathField* field) {
        return !m_check->faultOf(*field).isEmpty() || field->path().isEmpty();
    });
    if (faulty != paths.end()) {
        (*faulty)->setFocus();
    } else if (!m_fields->options().fault().isEmpty()) {
        m_fields->showOptions();
        m_fields->options().focusFault();
    } else {
        m_fields->focusTrust();
    }
    bringFaultIntoSight();
}

void NewStudyDialog::bringFaultIntoSight() {
    QWidget* const focused = m_fields->focusWidget();
    RunOptionsForm& options = m_fields->options();
    if (FieldNote* note = options.faultNote(); note != nullptr && options.isAncestorOf(focused))
        return m_scroll->keepInSight(focused, note);
    PathField* at = nullptr; // that which has the keys, else the first, which may be locked
    for (PathField* field : pathsOf(*m_fields))
        if (!field->note().fault().isEmpty() && (at == nullptr || field->isAncestorOf(focused)))
            at = field;
    if (at != nullptr)
        m_scroll->keepInSight(at->edit(), &at->note());
}

void NewStudyDialog::reject() {
    m_isAccepting = false;
    QDialog::reject();
}

void NewStudyDialog::showRefusal(const base::Error& why) {
    m_refusal->clear(); // of an earlier one
    m_fields->options().forgetRefusal();
    const QString sentence = QString::fromStdString(why.message);
    if (why.kind == base::ErrorKind::Worker) {
        m_fields->showOptions();
        m_fields->options().refuseWorker(sentence);
    } else {
        m_refusal->refuse(m_fields->isRemote() ? sentence : datasetRefusal(m_fields->dataset().path(), why));
    }
    m_check->lookAnew(); // what is there may be another one by now
    refresh();
    m_start->setDefault(true); // the keys may have gone to Cancel while it could not be pressed
    bringFaultIntoSight();
}

} // namespace faultline::ui
