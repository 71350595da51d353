// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_header.h"
#include "core/study/run_log.h"
#include "ui/run/evaluation.h"

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

class QHBoxLayout;

namespace faultline::ui {

/// The run in the status bar, as it is now: device and precision (on the CPU with the reason), progress,
/// images per second, remaining time, Cancel; of an interrupted run how far it is, and Resume. Why a run
/// ended is told elsewhere. Owns the actions of the run.
class RunBar : public QWidget {
    Q_OBJECT

public:
    explicit RunBar(QWidget* parent = nullptr);

    /// Follows this evaluation from now on; it must outlive the bar.
    void follow(Evaluation* evaluation);
    /// Whether an interrupted run can be gone on with here; of a study that is only read it may even be going
    /// on elsewhere.
    enum class GoOn { Possible, NotHere };
    /// An opened study that nothing computes for here at the moment: its device, and Resume where its run is
    /// not finished.
    void showStudy(const model::RunHeader& header, const study::RunState& state, GoOn goOn = GoOn::Possible);
    /// What speaks against the order of the shown run's imported predictions, for its details.
    void setDoubt(const QString& sentence) { m_doubt = sentence; }
    /// No study.
    void clear();
    /// The study that was shown has given way to the one of the run that is followed.
    void forgetFormer() { m_former.reset(); }

    /// Up to where it is filled from its left edge, as long as nothing lies over it.
    [[nodiscard]] int filledWidth() const;
    /// The least of that: what is counted, beside which all else gives way.
    [[nodiscard]] int countWidth() const;
    /// Something lies over it from there on: what is counted stays to be read. @param x nothing: no more
    void giveWay(std::optional<int> x);

    /// Ctrl+R; enabled when an interrupted run can go on. It emits resumeRequested().
    [[nodiscard]] QAction* resumeAction() const { return m_resume; }
    [[nodiscard]] QAction* cancelAction() const { return m_cancel; }
    /// Enabled while the preprocessing is sought: to show how.
    [[nodiscard]] QAction* searchAction() const { return m_search; }
    /// A button for what else may be done while a run goes on, seen while its action is.
    void addOffer(QAction* action);
    /// Shows what the study's run is: data set, model, preprocessing, device.
    [[nodiscard]] QAction* detailsAction() const { return m_details; }

Q_SIGNALS:
    void resumeRequested();

private:
    enum class State { Empty, Starting, Running, Done, Interrupted };
    void setState(State state);
    void start();
    void showPreparation(const protocol::Preparing& preparing);
    void takeHeader(const model::RunHeader& header);
    /// "90.97 % correct", with what the model's file states.
    [[nodiscard]] QString accuracyText(std::uint64_t correct, std::uint64_t images) const;
    void showDevice(const model::RunHeader& header);
    void showStall(bool isStalled, std::chrono::milliseconds time);
    void tellStall();
    void tellProgress(const QString& text);
    void showProgress(const EvaluationProgress& progress);
    void showEnding(EvaluationEnding ending, const EvaluationSummary& summary);
    void showStopped(std::uint32_t done, std::uint32_t positions);
    /// What stood there before a run that left nothing behind.
    void showFormer();
    void setMessage(const QString& text);
    [[nodiscard]] int textWidth(const QString& text) const;
    /// Up to where its message begins where these stand before it.
    [[nodiscard]] int messageBegin(bool withDevice, bool withProgress) const;
    /// Device and progress are there as far as the count has room beside them.
    void fit();
    void elideMessage();
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

    QAction* m_resume;
    QAction* m_cancel;
    QAction* m_details;
    QAction* m_search;
    std::optional<model::RunHeader> m_header; ///< of the run that is shown
    QString m_doubt;                          ///< of the same
    /// A study's run that nothing computed for, as it was shown last; nothing: there was none.
    struct Former {
        model::RunHeader header;
        study::RunState state;
        GoOn goOn;
    };
    std::optional<Former> m_former;
    bool m_isFollowing = false; ///< a run that belongs to what the window shows
    bool m_isStored = false;    ///< it is in a study
    EvaluationProgress m_latest;
    QLabel* m_device;
    QLabel* m_message;
    QProgressBar* m_progress;
    QHBoxLayout* m_row;
    QToolButton* m_searchButton;
    QToolButton* m_resumeButton;
    QToolButton* m_cancelButton;
    bool m_isRunning = false;
    std::optional<int> m_end; ///< what lies over it begins there
    QString m_fullMessage;
    QString m_progressText; ///< what is to be said of the run unless it stalls
    std::chrono::milliseconds m_stallTime{};
    QTimer m_stallClock{this}; ///< counts the minutes on
};

} // namespace faultline::ui
