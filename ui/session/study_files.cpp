// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/study_files.h"

#include "core/workbench/label_exchange.h"
#include "core/workbench/merge.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>

namespace faultline::ui {

namespace {

/// The study's file name with another suffix, in its folder, as the suggestion of a dialog.
QString suggestion(const Workspace& workspace, const QString& addition) {
    const std::filesystem::path& study = workspace.study().thread()->path();
    return QString::fromStdString((study.parent_path() / study.stem()).string()) + addition;
}

} // namespace

StudyFiles::StudyFiles(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window) {
    add(tr("Export &labels…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        [this] { askAndExportLabels(); });
    add(tr("&Import labels…"), {}, [this] { askAndImportLabels(); });
    add(tr("&Merge labels…"), {}, [this] { askAndMergeLabels(); });
    setTip(m_actions.back(),
           tr("Take in the labels of copies of this study, or of label logs that were kept of it"));
    m_writing = m_actions.mid(1);
    connect(&workspace, &Workspace::opened, this, &StudyFiles::refresh);
    connect(&workspace, &Workspace::closed, this, &StudyFiles::refresh);
    connect(&workspace, &Workspace::lost, this, &StudyFiles::refresh);
    connect(&workspace, &Workspace::found, this, &StudyFiles::refresh);
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
}

void StudyFiles::askAndExportLabels() {
    const QString path = QFileDialog::getSaveFileName(m_window, tr("Export labels"),
                                                      suggestion(m_workspace, QStringLiteral(" labels.csv")),
                                                      tr("CSV table (*.csv);;JSON (*.json)"));
    if (!path.isEmpty())
        exportLabelsTo(path);
}

void StudyFiles::exportLabelsTo(const QString& path) {
    const std::filesystem::path file(path.toStdString());
    m_workspace.study().thread()->post(
        this,
        [file, run = m_workspace.study().run()](study::Study& study) {
            return workbench::exportLabels(study, run, file, workbench::labelFormatOf(file),
                                           base::Overwrite::Yes);
        },
        [this, path](const base::Result<std::size_t>& count) {
            if (count)
                Q_EMIT done(tr("%1 labels written to %2").arg(countText(*count), path));
            else
                Q_EMIT failed(QString::fromStdString(count.error().message));
        });
}

void StudyFiles::askAndImportLabels() {
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Import labels"), suggestion(m_workspace, QString()), tr("Labels (*.csv *.json)"));
    if (!path.isEmpty())
        importLabelsFrom(path);
}

void StudyFiles::importLabelsFrom(const QString& path) {
    m_workspace.study().thread()->post(
        this,
        [file = std::filesystem::path(path.toStdString()), run = m_workspace.study().run()](
            study::Study& study) { return workbench::importFile(study, run, file); },
        [this, path](const base::Result<workbench::Imported>& report) {
            if (!report) {
                Q_EMIT failed(
                    tr("Nothing was imported: %1").arg(QString::fromStdString(report.error().message)));
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
            m_workspace.refreshTaxonomy(); // modes may have come along, and with them labels
            m_workspace.queue().reload();  // and a plan
            QStringList sentences{tr("%1 new label events taken in, %2 were here already")
                                      .arg(countText(report->eventsNew), countText(report->eventsKnown))};
            for (const std::string& note : report->notes)
                sentences << QString::fromStdString(note);
            Q_EMIT done(sentences.join(QStringLiteral("; ")));
        });
}

} // namespace faultline::ui
