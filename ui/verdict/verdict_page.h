// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/study_verdict.h"
#include "ui/workspace/workspace.h"

#include <optional>

#include <QScrollArea>
#include <QTimer>

class QAction;
class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace faultline::ui {

/// Do the failures occur at random, or do they cluster into recurring modes? The answer as a word and a
/// sentence, then what it stands on: the tests, the modes against controls, the shares, the weaknesses.
/// Computed off the GUI thread, while the page is seen; what no longer holds is not shown.
class VerdictPage : public QScrollArea {
    Q_OBJECT

public:
    explicit VerdictPage(Workspace& workspace, QWidget* parent = nullptr,
                         int permutations = analysis::standardPermutations);

    /// What is shown; nothing: not computed, or no longer true.
    [[nodiscard]] const std::optional<report::Verdict>& verdict() const { return m_verdict; }
    /// The verdict as text, for the clipboard.
    [[nodiscard]] QAction* copyAction() const { return m_copy; }

Q_SIGNALS:
    void computed();
    void failed(const QString& message);
    /// The sentence says what was just done.
    void told(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void outdate();
    void compute();
    void take(report::Verdict verdict);
    void clear();
    /// @param rows one cell for each column, or a single one that stands across all
    void addCard(const QString& heading, const QStringList& columns, const QList<QStringList>& rows,
                 const QString& caption);
    void addTests();
    void addExcess();
    void addShares();
    void addWeaknesses();

    Workspace& m_workspace;
    int m_permutations;
    std::optional<report::Verdict> m_verdict;
    QLabel* m_word;
    QLabel* m_sentence;
    QLabel* m_state; ///< what is being done
    QVBoxLayout* m_cards;
    QAction* m_copy;
    QPushButton* m_copyButton;
    QTimer m_soon;
    bool m_isStale = true;
    std::string m_plan; ///< UUID of the run's, by which labels were weighed
    int m_asked = 0;    ///< the number of the computation whose answer counts
};

} // namespace faultline::ui
