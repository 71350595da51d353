// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/study_follower.h"

#include "core/study/run_entry.h"

#include <chrono>
#include <utility>

namespace faultline::ui {

using base::Result;

namespace {

constexpr std::chrono::milliseconds pause{2000}; ///< between looks
constexpr int mostPassed =
    15; ///< looks, until files that could not be read, as they are, are tried once more

} // namespace

/// What a look is for, and what is known already.
struct StudyFollower::Asked {
    base::RunId run;
    QString annotator;
    std::size_t predictions = 0;
    std::optional<workbench::FileMarks> seen;
    std::optional<workbench::FileMarks> unreadable; ///< as is known
};

struct StudyFollower::Look {
    workbench::FileMarks marks;
    bool isWritten = false;
    bool isPassed = false;                ///< the files are those that are known to be unreadable
    Result<std::shared_ptr<Heard>> heard; ///< nullptr: nothing
};

namespace {

/// The study becomes the one that was read: what was kept of it in memory is as old as what is shown.
Result<std::shared_ptr<Heard>> readAnew(study::Study& study, base::RunId run, const QString& annotator,
                                        std::size_t known) {
    FAULTLINE_TRY(now, workbench::openedAgain(study, {run, known}));
    FAULTLINE_TRY(columns, readColumns(now, run, annotator, known));
    auto heard =
        std::make_shared<Heard>(Heard{now.runs().all(), now.labels().taxonomy(), std::move(columns), false});
    study = std::move(now);
    return heard;
}

} // namespace

Result<std::shared_ptr<Heard>> readShown(study::Study& study, base::RunId run, const QString& annotator) {
    auto columns = readColumns(study, run, annotator);
    if (study.access() == study::Access::ReadOnly && !(columns && columns->session && columns->covariates))
        if (auto anew = readAnew(study, run, annotator, 0))
            return anew;
    if (!columns)
        return base::failure(columns.error());
    return std::make_shared<Heard>(
        Heard{study.runs().all(), study.labels().taxonomy(), std::move(*columns), true});
}

StudyFollower::StudyFollower(const OpenStudy& study, const Items& items, const Labelling& labelling,
                             QObject* parent)
    : QObject(parent)
    , m_study(study)
    , m_items(items)
    , m_labelling(labelling) {
    m_every.setInterval(pause);
    connect(&m_every, &QTimer::timeout, this, &StudyFollower::look);
}

void StudyFollower::begin() {
    end();
    if (m_study.thread()->access() == study::Access::ReadOnly)
        m_every.start();
}

void StudyFollower::end() {
    m_every.stop();
    m_looks.drop();
    m_isLooking = false;
    m_isWritten = true;
    m_behind.clear();
    m_seen.reset();
    m_failedAt.reset();
    m_toldAt.reset();
    m_passed = 0;
}

void StudyFollower::look() {
    if (m_isLooking || !m_study.isOpen())
        return;
    m_isLooking = true;
    Asked asked{m_study.run(), m_labelling.annotator(), m_items.predictions().size(), m_seen, {}};
    if (m_passed < mostPassed)
        asked.unreadable = m_toldAt;
    m_study.thread()->post(
        this,
        [asked](study::Study& file) {
            Look look{
                workbench::FileMarks::of(file.path()), workbench::isBeingWritten(file.path()), false, {}};
            look.isPassed = look.marks == asked.unreadable;
            if (!look.isPassed && look.marks != asked.seen)
                look.heard = readAnew(file, asked.run, asked.annotator, asked.predictions);
            return look;
        },
        [this, asked, counting = m_looks.ask()](Look look) {
            if (!m_looks.counts(counting))
                return;
            m_isLooking = false;
            take(asked, std::move(look));
        });
}

void StudyFollower::take(const Asked& asked, Look look) {
    if (look.isPassed) {
        ++m_passed;
        return;
    }
    m_passed = 0;
    if (!look.heard)
        return fail(look.marks, look.heard.error());
    m_failedAt.reset();
    m_toldAt.reset();
    if (!std::exchange(m_behind, {}).empty())
        Q_EMIT upToDate();
    if (std::exchange(m_isWritten, look.isWritten) != look.isWritten)
        Q_EMIT writerChanged(look.isWritten);
    const std::shared_ptr<Heard> news = std::move(*look.heard);
    if (!news)
        return;
    news->isOfShown = m_study.isOpen() && asked.run == m_study.run() &&
                      asked.annotator == m_labelling.annotator() &&
                      asked.predictions == m_items.predictions().size();
    if (news->isOfShown) // else it is read once more
        m_seen = look.marks;
    Q_EMIT heard(news);
}

/// What was read while somebody wrote is read once more before it is told.
void StudyFollower::fail(const workbench::FileMarks& marks, const base::Error& error) {
    if (m_failedAt != marks) {
        m_failedAt = marks;
        return;
    }
    m_toldAt = marks;
    const std::string before = std::exchange(m_behind, error.message);
    if (before == error.message)
        return;
    if (!before.empty())
        Q_EMIT upToDate();
    Q_EMIT outOfDate(tr("What is shown may be old: %1").arg(QString::fromStdString(error.message)));
}

} // namespace faultline::ui
