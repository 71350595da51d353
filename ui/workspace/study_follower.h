// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/following.h"
#include "ui/workspace/items.h"
#include "ui/workspace/study_columns.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// What somebody else has written to a study.
struct Heard {
    std::vector<study::RunEntry> runs;
    labels::Taxonomy taxonomy;
    StudyColumns columns;   ///< predictions and paths only where there are more of them
    bool isOfShown = false; ///< the columns are those of the shown run and annotator
};

/// All of a run and an annotator, with the runs and modes that there are. What can't be read of a study that
/// is open for reading is read once more from its file as it is now: somebody may have written it since.
[[nodiscard]] base::Result<std::shared_ptr<Heard>> readShown(study::Study& study, base::RunId run,
                                                             const QString& annotator);

/// Follows a study that is open for reading: looks from time to time whether its files are others, and reads
/// it anew then, on the study's thread.
class StudyFollower : public QObject {
    Q_OBJECT

public:
    /// @param study, items, labelling outlive this object
    StudyFollower(const OpenStudy& study, const Items& items, const Labelling& labelling,
                  QObject* parent = nullptr);

    /// The study was opened. Until the first look nothing is known of what was written since.
    void begin();
    void end();
    /// Now, as when somebody comes back to the window.
    void look();

Q_SIGNALS:
    void heard(const std::shared_ptr<faultline::ui::Heard>& heard);
    /// What is written can't be read, and why; once, until upToDate().
    void outOfDate(const QString& sentence);
    /// What outOfDate() said no longer holds.
    void upToDate();
    /// Somebody else has it open for writing, as it is taken to be at first, or nobody has any more. Not
    /// while what is written can't be read.
    void writerChanged(bool isWritten);

private:
    struct Asked;
    struct Look;
    void take(const Asked& asked, Look look);
    void fail(const workbench::FileMarks& marks, const base::Error& error);

    const OpenStudy& m_study;
    const Items& m_items;
    const Labelling& m_labelling;
    QTimer m_every;
    base::Latest m_looks;
    bool m_isLooking = false;
    bool m_isWritten = true;
    std::string m_behind;                           ///< why, as was told
    std::optional<workbench::FileMarks> m_seen;     ///< of what is shown
    std::optional<workbench::FileMarks> m_failedAt; ///< where reading failed last
    std::optional<workbench::FileMarks> m_toldAt;   ///< and failed again
    int m_passed = 0;                               ///< so many looks did not read since then
};

} // namespace faultline::ui
