// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/candidate_model.h"
#include "ui/run/evaluation.h"

#include <optional>

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QTreeView;

namespace faultline::ui {

/// The search for the preprocessing of a model whose file does not say it: the candidates as they are tried,
/// how long it takes at most, and a way to go on with one of them at once. Its bar never runs backwards.
class SearchPage : public QWidget {
    Q_OBJECT

public:
    /// @param cancel stops the run
    explicit SearchPage(QAction* cancel, QWidget* parent = nullptr);
    ~SearchPage() override;

    /// Follows this evaluation from now on; it must outlive the page.
    void follow(Evaluation* evaluation);
    [[nodiscard]] bool isSearching() const { return m_isSearching; }

Q_SIGNALS:
    /// A search has begun: there is something to show.
    void begun();
    /// Nothing is sought any more.
    void over();

private:
    void makeButtons(QAction* cancel);
    void take(const protocol::Preparing& told, std::optional<double> remainingSeconds);
    void end();
    /// The one that is selected, else the best.
    [[nodiscard]] std::optional<int> offered() const;
    void refreshOffer();
    void takeOffered();

    Evaluation* m_evaluation = nullptr;
    bool m_isSearching = false;
    QString m_taken; ///< the name of the candidate that was taken; empty: none
    CandidateModel m_candidates;
    QTreeView* m_list;
    QProgressBar* m_progress;
    QLabel* m_time;
    QPushButton* m_use = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace faultline::ui
