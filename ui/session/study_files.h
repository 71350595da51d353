// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchange_format.h"
#include "ui/workspace/workspace.h"

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace faultline::ui {

/// Labels and covariates as files: export, import, merge and add, off the GUI thread. A file is written, or
/// taken in, whole or not at all.
class StudyFiles : public QObject {
    Q_OBJECT

public:
    StudyFiles(Workspace& workspace, QWidget* window);

    /// Export labels, import labels, import a folder of labels, merge labels, add covariate.
    [[nodiscard]] const QList<QAction*>& actions() const { return m_actions; }
    void exportLabelsTo(const QString& path, exchange::ExchangeFormat format);
    /// A file or folder, in whatever format; labels of which it does not say whose they are become the
    /// present annotator's.
    void importLabelsFrom(const QString& path);
    /// Of copies of the study, or of label logs that were kept of it.
    void mergeLabelsOf(const QStringList& paths);
    /// What is known of the images from elsewhere: see workbench::addCovariate().
    void addCovariateOf(const QString& path, const QString& name);

Q_SIGNALS:
    void done(const QString& what);
    void failed(const QString& sentence);

private:
    void add(const QString& text, const QKeySequence& key, const std::function<void()>& act);
    void askAndExportLabels();
    void askAndImportLabels();
    void askAndImportFolder();
    void askAndMergeLabels();
    void takeInMerge(const labels::MergeReport& report);
    void askAndAddCovariate();
    void refresh();

    Workspace& m_workspace;
    QWidget* m_window;
    QList<QAction*> m_actions;
    QAction* m_addCovariate;
    QAction* m_exportLabels;
    QList<QAction*> m_writing; ///< those of m_actions that need a writable study
};

} // namespace faultline::ui
