// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/study_files.h"

#include "core/workbench/covariates.h"
#include "core/workbench/label_exchange.h"
#include "core/workbench/label_import.h"
#include "core/workbench/merge.h"
#include "ui/places/paths.h"
#include "ui/session/label_file_dialog.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>

#include <vector>

namespace faultline::ui {

namespace {

/// The study's file name with another suffix, in its folder, as the suggestion of a dialog.
QString suggestion(const Workspace& workspace, const QString& addition) {
    const std::filesystem::path& study = workspace.study().thread()->path();
    return QString::fromStdString((study.parent_path() / study.stem()).string()) + addition;
}

QString countedIn(exchange::ExchangeFormat format) {
    using enum exchange::ExchangeFormat;
    return format == Events        ? StudyFiles::tr("events")
           : format == LabelErrors ? StudyFiles::tr("label errors")
                                   : StudyFiles::tr("labels");
}

} // namespace

StudyFiles::StudyFiles(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window) {
    add(tr("Export &labels…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        [this] { askAndExportLabels(); });
    m_exportLabels = m_actions.back();
    m_exportLabels->setObjectName(QStringLiteral("exportLabels"));
    add(tr("&Import labels…"), {}, [this] { askAndImportLabels(); });
    add(tr("Import a &folder of labels…"), {}, [this] { askAndImportFolder(); });
    setTip(m_actions.back(),
           tr("Take in labels that FiftyOne, labelme or an image folder holds, or pictures sorted by mode"));
    add(tr("&Merge labels…"), {}, [this] { askAndMergeLabels(); });
    setTip(m_actions.back(),
           tr("Take in the labels of copies of this study, or of label logs that were kept of it"));
    add(tr("Add covaria&te…"), {}, [this] { askAndAddCovariate(); });
    m_addCovariate = m_actions.back();
    m_addCovariate->setObjectName(QStringLiteral("addCovariate"));
    setTip(m_addCovariate,
           tr("What people said is in the images (a NumPy array), or a list of suspected label "
              "errors (JSON)"));
    m_writing = m_actions.mid(1);
    connect(&workspace, &Workspace::opened, this, &StudyFiles::refresh);
    connect(&workspace, &Workspace::closed, this, &StudyFiles::refresh);
    connect(&workspace, &Workspace::lost, this, &StudyFiles::refresh);
    connect(&workspace, &Workspace::found, this, &StudyFiles::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &StudyFiles::refresh);
    refresh();
}

void StudyFiles::add(const QString& text, const QKeySequence& key, const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcut(key);
    connect(action, &QAction::triggered, this, act);
    m_actions.append(action);
}

void StudyFiles::refresh() {
    for (QAction* action : m_actions)
        action->setEnabled(m_workspace.study().isOpen());
    for (QAction* action : m_writing)
        action->setEnabled(m_workspace.study().isWritable());
    // What others said, and of what, is no one's business who labels blind; a package has nothing of that.
    if (m_workspace.queue().isBlind() && !m_workspace.study().isPackage())
        m_exportLabels->setEnabled(false);
    if (m_workspace.study().isPackage())
        m_addCovariate->setEnabled(false); // it would bias whoever labels there
}

void StudyFiles::askAndExportLabels() {
    const QFileInfo study(suggestion(m_workspace, QString()));
    LabelFileDialog dialog(study.absolutePath(), tr("%1 labels").arg(study.fileName()), m_window);
    if (dialog.exec() == QDialog::Accepted && !dialog.path().isEmpty())
        exportLabelsTo(dialog.path(), dialog.format());
}

void StudyFiles::exportLabelsTo(const QString& path, exchange::ExchangeFormat format) {
    const std::filesystem::path file(path.toStdString());
    m_workspace.study().thread()->post(
        this,
        [file, format, run = m_workspace.study().run()](study::Study& study) {
            return workbench::exportLabels(study, run, file, format, base::Overwrite::Yes);
        },
        [this, path, what = countedIn(format)](const base::Result<std::size_t>& count) {
            if (count)
                Q_EMIT done(tr("%1 %2 written to %3").arg(countText(*count), what, path));
            else
                Q_EMIT failed(QString::fromStdString(count.error().message));
        });
}

void StudyFiles::askAndImportLabels() {
    const QString path =
        QFileDialog::getOpenFileName(m_window, tr("Import labels"), suggestion(m_workspace, QString()),
                                     tr("Labels (*.csv *.json *.jsonl);;All files (*)"));
    if (!path.isEmpty())
        importLabelsFrom(path);
}

void StudyFiles::askAndImportFolder() {
    const QString path = QFileDialog::getExistingDirectory(m_window, tr("Import a folder of labels"),
                                                           suggestion(m_workspace, QString()));
    if (!path.isEmpty())
        importLabelsFrom(path);
}

void StudyFiles::importLabelsFrom(const QString& path) {
    const workbench::ImportOptions options{std::nullopt, m_workspace.labelling().annotator().toStdString()};
    m_workspace.study().thread()->post(
        this,
        [file = std::filesystem::path(path.toStdString()), run = m_workspace.study().run(),
         options](study::Study& study) { return workbench::importFile(study, run, file, options); },
        [this, path](const base::Result<workbench::Imported>& report) {
            if (!report) {
                Q_EMIT failed(
                    tr("Nothing was imported: %1").arg(QString::fromStdString(report.error().message)));
                return;
            }
            if (report->events) {
                takeInMerge(*report->events);
                return;
            }
            m_workspace.labelling().reload();
            m_workspace.queue().reload();
            const QString file = QFileInfo(path).fileName();
            if (!report->isSheet)
                Q_EMIT done(tr("%1 labels changed by %2").arg(countText(report->count), file));
            else if (report->replaced == 0)
                Q_EMIT done(tr("%1 answers of %2 taken in").arg(countText(report->count), file));
            else
                Q_EMIT done(tr("%1 answers of %2 taken in, %3 in place of others")
                                .arg(countText(report->count), file, countText(report->replaced)));
        });
}

void StudyFiles::askAndMergeLabels() {
    const QStringList paths = QFileDialog::getOpenFileNames(
        m_window, tr("Merge labels"), suggestion(m_workspace, QString()),
        tr("Studies and label logs (*%1 *.jsonl);;All files (*)").arg(studySuffix()));
    if (!paths.isEmpty())
        mergeLabelsOf(paths);
}

void StudyFiles::mergeLabelsOf(const QStringList& paths) {
    std::vector<std::filesystem::path> copies;
    for (const QString& path : paths)
        copies.emplace_back(path.toStdString());
    m_workspace.study().thread()->post(
        this, [copies](study::Study& study) { return workbench::mergeCopies(study, copies); },
        [this](const base::Result<labels::MergeReport>& report) {
            if (!report) {
                Q_EMIT failed(QString::fromStdString(report.error().message));
                return;
            }
            takeInMerge(*report);
        });
}

void StudyFiles::takeInMerge(const labels::MergeReport& report) {
    m_workspace.refreshTaxonomy(); // modes may have come along, and with them labels
    m_workspace.queue().reload();  // and a plan
    m_workspace.refreshCovariates();
    QStringList sentences{tr("%1 new label events taken in, %2 were here already")
                              .arg(countText(report.eventsNew), countText(report.eventsKnown))};
    for (const std::string& note : report.notes)
        sentences << QString::fromStdString(note);
    Q_EMIT done(sentences.join(QStringLiteral("; ")));
}

void StudyFiles::askAndAddCovariate() {
    const QString path =
        QFileDialog::getOpenFileName(m_window, tr("Add covariate"), suggestion(m_workspace, QString()),
                                     tr("Human answers or suspected label errors (*.npy *.json)"));
    if (path.isEmpty())
        return;
    bool isNamed = false;
    const QString name = QInputDialog::getText(
        m_window, tr("Add covariate"),
        tr("What is it called in filters and orders? One word, such as people:"), QLineEdit::Normal,
        path.endsWith(QStringLiteral(".npy")) ? QStringLiteral("people") : QStringLiteral("list"), &isNamed);
    if (isNamed)
        addCovariateOf(path, name.trimmed());
}

void StudyFiles::addCovariateOf(const QString& path, const QString& name) {
    m_workspace.study().thread()->post(
        this,
        [file = std::filesystem::path(path.toStdString()), name = name.toStdString()](study::Study& study) {
            return workbench::addCovariate(study, file, name);
        },
        [this](const base::Result<report::CovariateRow>& added) {
            if (!added) {
                Q_EMIT failed(QString::fromStdString(added.error().message));
                return;
            }
            m_workspace.refreshCovariates();
            Q_EMIT done(tr("%1 added: %2")
                            .arg(QString::fromStdString(added->name),
                                 QString::fromStdString(report::contentText(*added))));
        });
}

} // namespace faultline::ui
