// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/verdict_work.h"

#include "core/model/run_header.h"
#include "ui/workspace/background.h"

#include <utility>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds pace{200}; ///< at which progress is told

} // namespace

VerdictWork::VerdictWork(Workspace& workspace, int permutations, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_permutations(permutations) {
    m_quiet.setSingleShot(true);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        if (m_counted && m_step == Step::Counting)
            test();
    });
    m_pace.setInterval(pace);
    connect(&m_pace, &QTimer::timeout, this, &VerdictWork::changed);
}

VerdictWork::~VerdictWork() {
    m_stop.request_stop();
}

void VerdictWork::begin(std::chrono::milliseconds quiet) {
    end();
    if (!m_workspace.study().isOpen())
        return;
    enter(Step::Counting);
    m_quiet.start(quiet);
    if (!m_isReading && !std::exchange(m_isCountAsked, true)) // one key may tell of several changes
        QTimer::singleShot(0, this, [this] {
            m_isCountAsked = false;
            if (m_step == Step::Counting && !m_isReading)
                count();
        });
}

void VerdictWork::end() {
    m_latest.drop();
    m_stop.request_stop();
    m_quiet.stop();
    m_counted.reset();
    m_decided.reset();
    enter(Step::None);
}

void VerdictWork::stop() {
    if (m_step != Step::Testing && m_step != Step::Cards)
        return;
    m_latest.drop();
    m_stop.request_stop();
    m_pace.stop();
    m_isStopped = true;
    Q_EMIT changed();
}

void VerdictWork::resume() {
    if (!m_isStopped)
        return;
    if (m_decided)
        computeCards();
    else
        test();
}

double VerdictWork::progress() const {
    const std::uint64_t total = m_progress->total;
    return total == 0 ? 0 : static_cast<double>(m_progress->done) / static_cast<double>(total);
}

void VerdictWork::enter(Step step) {
    m_step = step;
    m_isStopped = false;
    if (step == Step::Testing || step == Step::Cards)
        m_pace.start();
    else
        m_pace.stop();
    Q_EMIT changed();
}

void VerdictWork::fail(const base::Error& error) {
    end();
    Q_EMIT failed(QString::fromStdString(error.message));
}

base::Job VerdictWork::job() {
    m_stop = std::stop_source();
    m_progress = std::make_shared<Progress>();
    base::Job job;
    job.stop = m_stop.get_token();
    job.progress = [progress = m_progress](std::uint64_t done, std::uint64_t total) {
        progress->total = total;
        progress->done = done;
    };
    return job;
}

/// One at a time: while labels come faster than they are counted, those between are left out.
void VerdictWork::count() {
    m_isReading = true;
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run()](study::Study& file) -> base::Result<workbench::VerdictInput> {
            return workbench::countedInput(file, run, {});
        },
        [this, asked = m_latest.present()](base::Result<workbench::VerdictInput> read) {
            if (!m_latest.counts(asked) || !read) {
                m_isReading = false;
                if (m_latest.counts(asked))
                    fail(read.error());
                else if (m_step == Step::Counting)
                    count();
                return;
            }
            runInBackground(
                this,
                [input = std::move(*read), images = m_workspace.study().header().positions]() mutable {
                    Found found;
                    found.input = std::move(input);
                    found.material =
                        workbench::labelsOf(found.input, found.input.agreement.labels, found.input.consensus);
                    found.verdict = workbench::countedVerdict(found.input, found.material);
                    found.cards = workbench::countedCards(found.input, found.verdict, images);
                    return std::make_shared<const Found>(std::move(found));
                },
                [this, asked](const FoundPtr& found) {
                    m_isReading = false;
                    if (m_latest.counts(asked))
                        takeCounted(found);
                    else if (m_step == Step::Counting)
                        count();
                });
        });
}

void VerdictWork::takeCounted(const FoundPtr& found) {
    m_counted = found;
    Q_EMIT counted(found->verdict, found->cards);
    if (m_counted && !m_quiet.isActive())
        test();
}

void VerdictWork::test() {
    const base::Job job = this->job();
    enter(Step::Testing);
    using Read = std::pair<study::FeatureMatrix, workbench::CardsInput>;
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run()](study::Study& file) -> base::Result<Read> {
            Read read;
            FAULTLINE_TRY(features, file.runs().features(run));
            FAULTLINE_TRY(more, workbench::cardsInput(file, run));
            read.first = std::move(features);
            read.second = std::move(more);
            return read;
        },
        [this, job, asked = m_latest.present()](base::Result<Read> read) {
            if (!m_latest.counts(asked))
                return;
            if (!read)
                return fail(read.error());
            runInBackground(
                this,
                [counted = m_counted, read = std::move(*read), permutations = m_permutations, job]() mutable {
                    Found found = *counted;
                    found.input.features = std::move(read.first);
                    found.more = std::move(read.second);
                    found.material.features =
                        workbench::labelledFeatures(found.input, found.material.labelled);
                    workbench::addTests(found.verdict, found.input, found.material, permutations, job);
                    return std::make_shared<const Found>(std::move(found));
                },
                [this, asked](const FoundPtr& found) {
                    if (!m_latest.counts(asked))
                        return;
                    m_decided = found;
                    Q_EMIT decided(found->verdict);
                    if (m_latest.counts(asked))
                        computeCards();
                });
        });
}

void VerdictWork::computeCards() {
    const base::Job job = this->job();
    enter(Step::Cards);
    runInBackground(
        this,
        [found = m_decided, permutations = m_permutations, job] {
            return workbench::cardsOf(found->input, found->more, found->material, found->verdict,
                                      permutations, job);
        },
        [this, asked = m_latest.present()](const report::Cards& cards) {
            if (!m_latest.counts(asked))
                return;
            enter(Step::Done);
            Q_EMIT completed(cards);
        });
}

} // namespace faultline::ui
