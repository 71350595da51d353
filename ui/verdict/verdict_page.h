// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"
#include "core/workbench/selection.h"
#include "core/workbench/study_cards.h"
#include "core/workbench/verdict_tests.h"
#include "ui/workspace/workspace.h"

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>

#include <QScrollArea>
#include <QTimer>

class QAction;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace faultline::ui {

class CardView;
class ReportFiles;

/// Do the failures occur at random, or do they cluster into recurring modes? The answer as a word and a
/// sentence, then what it stands on: the tests, the modes against controls, the shares, the weaknesses. The
/// cards, of which none changes the word, follow as they come, and can be stopped. Computed off the GUI
/// thread, while the page is seen; what no longer holds is not shown.
class VerdictPage : public QScrollArea {
    Q_OBJECT

public:
    explicit VerdictPage(Workspace& workspace, QWidget* parent = nullptr,
                         int permutations = analysis::standardPermutations);
    ~VerdictPage() override;

    /// What is shown; nothing: not computed, or no longer true.
    [[nodiscard]] const std::optional<report::Verdict>& verdict() const { return m_verdict; }
    [[nodiscard]] const std::optional<report::Cards>& cards() const { return m_figures; }
    /// The verdict as text, and its cards as soon as they are there, for the clipboard.
    [[nodiscard]] QAction* copyAction() const { return m_copy; }
    [[nodiscard]] ReportFiles* reports() const { return m_reports; }

Q_SIGNALS:
    void computed();
    /// The cards are there, too.
    void completed();
    void failed(const QString& message);
    /// The failures of a cell are to be seen.
    void failuresWanted(const faultline::workbench::Filter& filter);
    /// The sentence says what was just done.
    void told(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void outdate();
    void compute();
    /// All that one computation hands on to the next.
    struct Work {
        workbench::VerdictInput input;
        workbench::CardsInput more;
        workbench::VerdictMaterial material;
        report::Verdict verdict;
    };
    void computeCards(std::shared_ptr<const Work> work);
    void stopCards();
    void take(const report::Verdict& verdict);
    void takeCards(report::Cards cards);
    /// The cells of an association's figure open their failures.
    void letCellsOpen(const CardView& card, const report::Cards::Association& association);
    void clear();
    void build(QVBoxLayout* column);
    void showState(const QString& words);
    void showCardsState(const QString& words, const QString& button);
    /// @param rows one cell for each column, or a single one that stands across all
    void addCard(const QString& heading, const QStringList& columns, const QList<QStringList>& rows,
                 const QString& caption);
    void mount(CardView* card);
    void askAndExport(const report::Figure& figure);
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
    std::optional<report::Cards> m_figures;
    QVBoxLayout* m_cards;
    QLabel* m_cardsState;               ///< what is being done of the cards
    QPushButton* m_cardsButton;         ///< stops them, or begins again
    std::shared_ptr<const Work> m_work; ///< of the verdict that is shown
    std::stop_source m_stop;
    std::shared_ptr<std::atomic<int>> m_done; ///< steps of the cards under way
    QTimer m_poll;
    QAction* m_copy;
    QPushButton* m_copyButton;
    ReportFiles* m_reports;
    QPushButton* m_reportButton;
    QTimer m_soon;
    bool m_isStale = true;
    std::string m_plan; ///< UUID of the run's, by which labels were weighed
    int m_asked = 0;    ///< the number of the computation whose answer counts
};

} // namespace faultline::ui
