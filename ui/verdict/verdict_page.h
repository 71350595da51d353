// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"
#include "core/report/verdict_cards.h"
#include "core/workbench/selection.h"
#include "ui/workspace/workspace.h"

#include <optional>
#include <vector>

#include <QScrollArea>

class QAction;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace faultline::ui {

class CardView;
class ColumnLayout;
class ReportFiles;
class VerdictWork;

/// Do the failures occur at random, or do they cluster into recurring modes? The answer as a word and a
/// sentence, then what it stands on, and cards of which none changes the word: the sections of the report.
/// What is counted stands as soon as it is known, the word when the tests are made; what no longer holds is
/// not shown. Computed while the page is seen.
class VerdictPage : public QScrollArea {
    Q_OBJECT

public:
    explicit VerdictPage(Workspace& workspace, QWidget* parent = nullptr,
                         int permutations = analysis::standardPermutations);

    /// What is shown; nothing: not computed, or no longer true.
    [[nodiscard]] const std::optional<report::Verdict>& verdict() const { return m_verdict; }
    [[nodiscard]] const std::optional<report::Cards>& cards() const { return m_cards; }
    /// The verdict with the cards that are there by now as text, for the clipboard.
    [[nodiscard]] QAction* copyAction() const { return m_copy; }
    [[nodiscard]] ReportFiles* reports() const { return m_reports; }

Q_SIGNALS:
    /// The word is there.
    void computed();
    /// The cards are there, too.
    void completed();
    void failed(const QString& message);
    /// The failures of a cell are to be seen.
    void failuresWanted(const faultline::workbench::Filter& filter);
    /// A plan is to be made, with controls.
    void planWanted();
    /// The sentence says what was just done.
    void told(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build(QVBoxLayout* column);
    void connectWork();
    void connectWorkspace();
    void outdate();
    [[nodiscard]] bool mayBeSeen() const;
    void take(const report::Verdict& verdict);
    void takeCards(const report::Cards& cards);
    void clear();
    void showState();
    /// All of them in this order: the cards that stand already are among them, as they are.
    void mount(const std::vector<report::Section>& sections);
    void orderTabs();
    [[nodiscard]] CardView* made(const report::Section& section);
    /// The cells of an association's figure open their failures.
    void letCellsOpen(const CardView& card, const report::Cards::Association& association);
    void offerPlan(CardView& card);
    void askAndExport(const report::Figure& figure);
    void copyText();

    Workspace& m_workspace;
    VerdictWork* m_work;
    std::optional<report::Verdict> m_verdict;
    std::optional<report::Cards> m_cards;
    std::vector<report::Section> m_shown;
    std::string m_consensus; ///< whose labels are counted
    QLabel* m_word;
    QLabel* m_sentence;
    QLabel* m_state;            ///< what is being done
    QPushButton* m_stateButton; ///< stops it, or begins again
    ColumnLayout* m_column;     ///< of cards, parallel to m_shown
    QAction* m_copy;
    QPushButton* m_copyButton;
    ReportFiles* m_reports;
    QPushButton* m_reportButton;
    bool m_isStale = true;
    std::string m_plan; ///< UUID of the run's, by which labels were weighed
};

} // namespace faultline::ui
