// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/taxonomy/note_model.h"
#include "ui/taxonomy/taxonomy_model.h"
#include "ui/workspace/workspace.h"

#include <functional>

#include <QDialog>

class QLabel;
class QListView;
class QMenu;
class QPushButton;
class QTabWidget;
class QToolButton;
class QTableView;

namespace faultline::ui {

class ModeEditor;

/// The failure modes of the open study: what they are, and what changes them; and what the annotator noted
/// where none of them is it.
class TaxonomyDialog : public QDialog {
    Q_OBJECT

public:
    explicit TaxonomyDialog(Workspace& workspace, QWidget* parent = nullptr);

Q_SIGNALS:
    /// Something is done; the sentence says what.
    void told(const QString& sentence);
    /// The labels of this mode are to be seen.
    void shown();

private:
    using Change = std::function<base::Result<QString>(study::Study&)>;

    void layOut();
    [[nodiscard]] QWidget* modesPage();
    [[nodiscard]] QWidget* notesPage();
    void read();
    void take(report::TaxonomyView view);
    /// Runs it on the study's thread, then shows what became of it. @param editor is done with it, or says
    /// why not
    void change(Change change, ModeEditor* editor = nullptr);
    void edit(const std::optional<labels::Mode>& known);
    void makeOfNotes();
    void fillTargets();
    void merge(const std::string& into);
    void split();
    void remove();
    void showItems();
    /// What of the annotator's is to be decided anew, since its mode was split.
    void showSplit();
    [[nodiscard]] std::size_t splitCount() const;
    void refresh();
    [[nodiscard]] std::vector<int> selected() const; ///< rows

    Workspace& m_workspace;
    TaxonomyModel m_model;
    NoteModel m_notes;
    QTabWidget* m_tabs;
    QTableView* m_table;
    QListView* m_list;
    QPushButton* m_add;
    QPushButton* m_edit;
    QToolButton* m_merge;
    QMenu* m_targets;
    QPushButton* m_split;
    QPushButton* m_remove;
    QPushButton* m_show;
    QPushButton* m_makeOf;
    QLabel* m_splitText;
    QPushButton* m_showSplit;
    QLabel* m_warnings;
    QLabel* m_problem;
    bool m_isChanging = false;
};

} // namespace faultline::ui
