// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/report_files.h"

#include "core/workbench/study_report.h"
#include "ui/paper/report_pdf.h"
#include "ui/workspace/background.h"

#include <utility>

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>

namespace faultline::ui {

namespace {

std::string painted(const report::Document& document, base::Timestamp date, const std::string& identity) {
    return reportPdf(document, {date, identity}).toStdString();
}

} // namespace

ReportFiles::ReportFiles(Workspace& workspace, QWidget* window, int permutations)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
    , m_permutations(permutations)
    , m_action(new QAction(tr("Write &a report…"), this)) {
    connect(m_action, &QAction::triggered, this, &ReportFiles::ask);
    connect(&workspace, &Workspace::opened, this, &ReportFiles::refresh);
    connect(&workspace, &Workspace::closed, this, &ReportFiles::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &ReportFiles::refresh);
    refresh();
}

void ReportFiles::refresh() {
    m_action->setEnabled(m_workspace.study().isOpen() && !m_isWriting && !m_workspace.queue().isBlind());
}

void ReportFiles::settle() {
    m_isWriting = false;
    refresh();
}

void ReportFiles::ask() {
    const QFileInfo study(QString::fromStdString(m_workspace.study().thread()->path().string()));
    QString path = QFileDialog::getSaveFileName(
        m_window, tr("Write a report"),
        study.dir().filePath(study.completeBaseName() + QStringLiteral(" report.html")),
        tr("Web page (*.html);;PDF (*.pdf);;Markdown, without figures and pictures (*.md)"));
    if (!path.isEmpty())
        writeTo(path);
}

void ReportFiles::writeTo(const QString& path) {
    const std::filesystem::path file(path.toStdString());
    const auto format = workbench::reportFormatOf(file);
    if (!format) {
        Q_EMIT failed(QString::fromStdString(format.error().message));
        return;
    }
    workbench::ReportOptions options;
    options.permutations = m_permutations;
    m_isWriting = true;
    refresh();
    m_workspace.study().thread()->post(
        this,
        [file, options, run = m_workspace.study().run()](study::Study& study) {
            return workbench::reportInput(study, run, file, options);
        },
        [this, path, file, form = *format](base::Result<workbench::ReportInput> input) {
            if (!input) {
                settle();
                Q_EMIT failed(QString::fromStdString(input.error().message));
                return;
            }
            runInBackground(
                this,
                [input = std::move(*input), file, form]() mutable {
                    return base::writeFileAtomically(
                        file, workbench::reportBytes(std::move(input), form, painted), base::Overwrite::Yes);
                },
                [this, path](const base::Result<>& written) {
                    settle();
                    if (written)
                        Q_EMIT done(tr("The report is in %1").arg(path));
                    else
                        Q_EMIT failed(QString::fromStdString(written.error().message));
                });
        });
}

} // namespace faultline::ui
