// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/workspace.h"

#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "ui/places/path_text.h"
#include "ui/workspace/study_columns.h"

#include <algorithm>
#include <span>
#include <utility>

namespace faultline::ui {

using base::Result;

Workspace::Workspace(QObject* parent)
    : QObject(parent) {
    m_visible.setSource(&m_items.failures(), &m_labelling.judgements());
    m_visible.setDetails(
        {[this](int row) { return m_labelling.annotations().held(static_cast<std::size_t>(row)); },
         [this](int row) { return m_looks.of(row); }});
    connect(&m_looks, &PictureLooks::measured, &m_visible, &VisibleFailures::looksChanged);
    connect(&m_looks, &PictureLooks::failed, this, &Workspace::failed);
    connect(&m_visible, &VisibleFailures::sortingChanged, this, &Workspace::measureWhereAsked);
    connect(this, &Workspace::opened, this, &Workspace::measureWhereAsked);
    // The first to hear of a change: whoever listens later finds labels and order as they are now.
    connect(&m_items, &Items::failuresArrived, this, [this](int firstRow) {
        m_labelling.grow();
        m_visible.sourceGrew(firstRow);
        measureWhereAsked();
    });
    connect(&m_labelling, &Labelling::judgementsChanged, &m_visible, &VisibleFailures::judgementsChanged);
    connect(&m_labelling, &Labelling::failed, this, &Workspace::failed);
    connect(&m_labelling, &Labelling::acted, this, [this](const labels::ActionReport& report) {
        if (report.changesTaxonomy)
            refreshTaxonomy();
    });
    connect(&m_labelling, &Labelling::annotatorChanged, this, [this] {
        if (!m_study.isOpen() || m_isTaking)
            return;
        m_queue.reload();
        refreshOtherRuns();
    });
    connect(&m_queue, &QueueSession::changed, this, &Workspace::hideCursor);
    connect(&m_queue, &QueueSession::activeChanged, this, &Workspace::hideCursor);
    connect(&m_disclosure, &Disclosure::failed, this, &Workspace::failed);
    connect(&m_queue, &QueueSession::failed, this, &Workspace::failed);
    connect(&m_adjudication, &AdjudicationSession::failed, this, &Workspace::failed);
    connect(&m_adjudication, &AdjudicationSession::activeChanged, this, &Workspace::hideCursor);
    connect(&m_shown, &ShownLabels::refused, this, &Workspace::failed);
    connect(this, &Workspace::opened, &m_adjudication, [this] {
        if (m_adjudication.isActive())
            m_adjudication.reload();
    });
    connect(this, &Workspace::found, &m_disclosure, &Disclosure::flush);
    connect(&m_labelling, &Labelling::failed, this, &Workspace::checkPlace);
    connect(&m_watch, &PlaceWatch::stirred, this, &Workspace::checkPlace);
    connect(&m_labelling, &Labelling::newsNeeded, &m_follower, &StudyFollower::look);
    connect(&m_follower, &StudyFollower::heard, this, &Workspace::takeHeard);
    connect(&m_follower, &StudyFollower::outOfDate, this, &Workspace::outOfDate);
    connect(&m_follower, &StudyFollower::upToDate, this, &Workspace::upToDate);
    connect(&m_follower, &StudyFollower::writerChanged, this, &Workspace::writerChanged);
    connect(&m_pixels, &PixelSource::failed, this, &Workspace::failed);
}

Workspace::~Workspace() = default;

void Workspace::open(std::shared_ptr<StudyThread> thread, const QString& annotator,
                     std::optional<base::RunId> run) {
    close();
    const base::RunId first = thread->runs().front().id;
    m_study.choose(std::move(thread), run.value_or(first));
    m_watch.setFile(pathText(m_study.thread()->path()));
    m_follower.begin();
    load(annotator);
    m_study.thread()->post(
        this, [](study::Study& file) { return file.warnings(); },
        [this, asked = std::weak_ptr(m_study.thread())](const Result<std::vector<std::string>>& warnings) {
            if (!isStill(asked, m_study.thread()) || !warnings)
                return; // load() has told an error of reading
            for (const std::string& warning : *warnings)
                Q_EMIT warned(QString::fromStdString(warning));
        });
}

void Workspace::setRun(base::RunId run) {
    if (!m_study.isOpen() || run == m_study.run())
        return;
    Q_EMIT leaving();
    auto thread = m_study.thread();
    clear();
    m_study.choose(std::move(thread), run);
    load(m_labelling.annotator());
}

void Workspace::load(const QString& annotator) {
    m_pixels.setStudy(m_study.thread());
    m_study.thread()->post(
        this,
        [annotator, run = m_study.run()](study::Study& file) { return readShown(file, run, annotator); },
        [this, asked = std::weak_ptr(m_study.thread()),
         run = m_study.run()](const Result<std::shared_ptr<Heard>>& read) {
            if (!isStill(asked, m_study.thread()) || run != m_study.run())
                return;
            if (!read) {
                const QString message = QString::fromStdString(read.error().message);
                close();
                Q_EMIT failed(message);
                return;
            }
            if (m_study.thread()->access() == study::Access::ReadOnly) { // else they are known
                m_study.thread()->takeRuns(std::move((*read)->runs));
                m_study.thread()->takeTaxonomy(std::move((*read)->taxonomy));
            }
            StudyColumns* const columns = &(*read)->columns;
            m_othersOf = columns->labels.annotator;
            m_study.takeLoaded(std::move(columns->others),
                               columns->covariates.value_or(workbench::Covariates{}));
            // Before anything is shown that it hides.
            m_queue.take(columns->session.value_or(workbench::SessionContent{}), columns->labels.annotator);
            m_items.reset(workbench::StudyTable(m_study.header().classNames(), m_study.taxonomy()),
                          std::move(columns->predictions));
            m_items.addPaths(std::move(columns->paths));
            m_labelling.reset();
            m_visible.setSource(&m_items.failures(), &m_labelling.judgements());
            m_isTaking = true;
            m_labelling.take(std::move(columns->labels));
            m_isTaking = false;
            m_said = columns->said;
            Q_EMIT opened();
            tellUnread(*columns);
        });
}

void Workspace::tellUnread(const StudyColumns& columns) {
    QStringList unread;
    if (!columns.session)
        unread << QString::fromStdString(columns.session.error().message);
    if (!columns.covariates)
        unread << QString::fromStdString(columns.covariates.error().message);
    const QStringList before = std::exchange(m_unread, unread);
    for (const QString& sentence : unread)
        if (!before.contains(sentence))
            Q_EMIT warned(sentence);
}

namespace {

/// That of one are in the other, as they are.
bool areAllIn(const labels::Taxonomy& modes, const labels::Taxonomy& others) {
    return std::ranges::all_of(modes.modes(), [&](const labels::Mode& mode) {
        return std::ranges::find(others.modes(), mode) != others.modes().end();
    });
}

bool isAlike(const dataset::Covariate& left, const dataset::Covariate& right) {
    if (left.name != right.name || left.content.index() != right.content.index())
        return false;
    if (const dataset::HumanAnswers* answers = left.answers())
        return answers->classes() == right.answers()->classes() &&
               answers->values() == right.answers()->values();
    return left.suspected()->all() == right.suspected()->all();
}

struct ModesAndLabels {
    labels::Taxonomy taxonomy;
    HeldLabels labels;
};

} // namespace

void Workspace::refreshTaxonomy() {
    if (!m_study.isOpen())
        return;
    m_study.thread()->post(
        this,
        [run = m_study.run(), name = m_labelling.annotator()](study::Study& file) -> Result<ModesAndLabels> {
            FAULTLINE_TRY(labels, readLabels(file, run, name));
            return ModesAndLabels{file.labels().taxonomy(), std::move(labels)};
        },
        [this, asked = std::weak_ptr(m_study.thread()), run = m_study.run()](Result<ModesAndLabels> now) {
            if (!isStill(asked, m_study.thread()) || !m_study.isOpen())
                return;
            if (!now)
                return Q_EMIT failed(QString::fromStdString(now.error().message));
            if (run != m_study.run() || now->labels.asked != m_labelling.annotator())
                return refreshTaxonomy(); // somebody else's turn meanwhile
            takeTaxonomy(std::move(now->taxonomy));
            m_labelling.take(std::move(now->labels));
        });
}

void Workspace::refreshCovariates() {
    if (!m_study.isOpen())
        return;
    m_study.thread()->post(
        this, [](study::Study& file) { return workbench::covariatesOf(file); },
        [this, asked = std::weak_ptr(m_study.thread())](Result<workbench::Covariates> now) {
            if (!isStill(asked, m_study.thread()) || !m_study.isOpen())
                return;
            if (!now)
                return Q_EMIT failed(QString::fromStdString(now.error().message));
            m_study.takeCovariates(std::move(*now));
            Q_EMIT covariatesChanged();
        });
}

void Workspace::refreshOtherRuns() {
    if (m_study.thread()->runs().size() < 2 || m_study.isPackage())
        return;
    if (m_labelling.annotator() != m_othersOf) {
        // What the last annotator might compare with may unblind this one.
        m_visible.setFilter(workbench::withoutOtherRuns(m_visible.filter()));
        m_study.takeOtherRuns({});
        Q_EMIT otherRunsChanged();
        m_othersOf = m_labelling.annotator();
    }
    m_study.thread()->post(
        this,
        [run = m_study.run(), name = m_labelling.annotator().toStdString()](study::Study& file) {
            return workbench::otherRunsFor(file, run, name);
        },
        [this, asked = std::weak_ptr(m_study.thread()), run = m_study.run(),
         name = m_labelling.annotator()](Result<std::vector<workbench::OtherRun>> others) {
            if (!isStill(asked, m_study.thread()) || run != m_study.run() || name != m_labelling.annotator())
                return;
            if (!others)
                return Q_EMIT failed(QString::fromStdString(others.error().message));
            if (others->size() < m_study.otherRuns().size()) // an undo has opened places again
                m_visible.setFilter(workbench::withoutOtherRuns(m_visible.filter()));
            m_study.takeOtherRuns(std::move(*others));
            Q_EMIT otherRunsChanged();
        });
}

void Workspace::takeTaxonomy(labels::Taxonomy taxonomy) {
    m_study.thread()->takeTaxonomy(std::move(taxonomy));
    const labels::Taxonomy& modes = m_study.taxonomy();
    m_items.setTaxonomy(modes);
    m_shown.readAgain();
    // A filter for a mode that was merged is one for what that counts as.
    m_visible.setFilter(workbench::withPresentModes(m_visible.filter(), modes));
    Q_EMIT taxonomyChanged();
}

void Workspace::setCovered(bool isCovered) {
    m_isCovered = isCovered;
    hideCursor();
}

void Workspace::hideCursor() {
    m_cursor.setHidden(m_isCovered || m_queue.isBlind() || m_queue.isActive() || m_adjudication.isActive());
}

void Workspace::measureWhereAsked() {
    if (m_study.isOpen() && workbench::asksForLooks(m_visible.sorting().key))
        m_looks.ask();
}

void Workspace::close() {
    if (!m_study.thread())
        return;
    Q_EMIT leaving();
    clear();
    m_follower.end();
    m_study.close();
    m_pixels.setStudy(nullptr);
    m_watch.setFile({});
    Q_EMIT closed();
}

void Workspace::checkPlace() {
    if (!m_study.isOpen())
        return;
    if (m_study.thread()->access() == study::Access::ReadOnly)
        return m_follower.look();
    m_study.thread()->post(
        this, [](study::Study& file) { return file.inPlace(); },
        [this, asked = std::weak_ptr(m_study.thread())](const Result<>& place) {
            if (!isStill(asked, m_study.thread()) || !m_study.isOpen() || m_study.isLost() == !place)
                return;
            m_study.setLost(!place);
            if (place)
                Q_EMIT found();
            else
                Q_EMIT lost(QString::fromStdString(place.error().message));
        });
}

void Workspace::takeHeard(const std::shared_ptr<Heard>& heard) {
    const bool areRunsOthers = !std::ranges::equal(heard->runs, m_study.thread()->runs(), {},
                                                   &study::RunEntry::name, &study::RunEntry::name);
    m_study.thread()->takeRuns(std::move(heard->runs));
    if (!m_study.isOpen()) // another run is being read, with modes that may be new
        return m_study.thread()->takeTaxonomy(std::move(heard->taxonomy));
    if (areRunsOthers)
        Q_EMIT runsChanged();
    m_areModesChanged = m_areModesChanged || !areAllIn(m_study.taxonomy(), heard->taxonomy);
    if (heard->taxonomy != m_study.taxonomy())
        takeTaxonomy(std::move(heard->taxonomy));
    m_areRunsChanged = m_areRunsChanged || areRunsOthers;
    if (!heard->isOfShown)
        return;
    StudyColumns& columns = heard->columns;
    m_othersOf = columns.labels.annotator;
    if (columns.session) // first: of what it hides; what is known of it stays where it can't be read
        m_queue.follow(std::move(*columns.session), columns.labels.annotator);
    else if (!m_queue.isOfPresent())
        m_queue.take({}, columns.labels.annotator);
    takeKnown(std::move(columns.others), columns.covariates.value_or(m_study.covariates()));
    m_items.addPaths(std::move(columns.paths));
    const std::size_t known = m_items.predictions().size();
    const bool hasGrown = columns.predictions.size() > known;
    if (hasGrown)
        m_items.append(std::span(columns.predictions).subspan(known));
    const bool areModesChanged = std::exchange(m_areModesChanged, false);
    m_isTaking = true;
    m_labelling.follow(std::move(columns.labels),
                       areModesChanged ? Labelling::Modes::Changed : Labelling::Modes::Same);
    m_isTaking = false;
    m_pixels.forgetLost();
    m_shown.readSoon();
    if (m_adjudication.isActive())
        m_adjudication.reload();
    tellUnread(columns);
    const bool hasSaid = std::exchange(m_said, columns.said) != columns.said;
    if (std::exchange(m_areRunsChanged, false) || hasGrown || hasSaid)
        Q_EMIT resultsFollowed();
    Q_EMIT followed();
}

void Workspace::takeKnown(std::vector<workbench::OtherRun> others, workbench::Covariates covariates) {
    const auto isAlike = [](const workbench::OtherRun& left, const workbench::OtherRun& right) {
        return left.name == right.name && left.failed->size() == right.failed->size() &&
               left.right->size() == right.right->size();
    };
    if (!std::ranges::equal(others, m_study.otherRuns(), isAlike)) {
        if (others.size() < m_study.otherRuns().size())
            m_visible.setFilter(workbench::withoutOtherRuns(m_visible.filter()));
        m_study.takeOtherRuns(std::move(others));
        Q_EMIT otherRunsChanged();
    }
    if (std::ranges::equal(covariates, m_study.covariates(),
                           [](const workbench::CovariatePtr& left, const workbench::CovariatePtr& right) {
                               return left == right || ui::isAlike(*left, *right);
                           }))
        return;
    m_study.takeCovariates(std::move(covariates));
    Q_EMIT covariatesChanged();
}

void Workspace::clear() {
    m_disclosure.flush();
    m_adjudication.reset();
    m_shown.reset();
    m_study.choose(m_study.thread(), m_study.run()); // not loaded any more
    m_items.reset({}, {});
    m_labelling.reset();
    m_cursor.reset();
    m_looks.reset();
    m_headings.choose(Heading::None);
    m_areModesChanged = m_areRunsChanged = false;
    m_unread.clear();
    m_visible.setFilter({});
    m_visible.setSource(&m_items.failures(), &m_labelling.judgements());
    m_queue.reset(); // last: what it hid is gone
}

void Workspace::takeBatch(const model::BatchReport& report) {
    // What was committed before the columns were read is in them already.
    if (!m_study.isOpen() || report.firstPosition < m_items.predictions().size())
        return;
    for (const model::SampleDetail& detail : report.failures) {
        m_pixels.insert(detail.sample, detail.image);
        if (detail.path)
            m_items.addPaths({{detail.sample, *detail.path}});
    }
    m_items.append(report.predictions);
}

} // namespace faultline::ui
