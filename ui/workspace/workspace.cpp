// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/workspace.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace faultline::ui {

using base::Result;

/// What belongs to one annotator, read in one go.
struct Workspace::LabelColumns {
    QString annotator;
    QStringList annotators;
    std::vector<labels::Label> labels;
    labels::UndoState undo;
};

namespace {

std::optional<labels::Annotator> findAnnotator(const std::vector<labels::Annotator>& annotators,
                                               const std::string& name) {
    const auto found =
        std::find_if(annotators.begin(), annotators.end(),
                     [&](const labels::Annotator& annotator) { return annotator.name == name; });
    return found == annotators.end() ? std::nullopt : std::optional(*found);
}

} // namespace

Workspace::Workspace(QObject* parent)
    : QObject(parent) {
    connect(&m_pixels, &PixelSource::failed, this, &Workspace::failed);
    connect(&m_visible, &VisibleFailures::wasReset, this, &Workspace::keepCurrentVisible);
    connect(&m_visible, &VisibleFailures::removed, this, &Workspace::keepCurrentVisible);
    connect(&m_visible, &VisibleFailures::aboutToReset, this, [this] { m_currentBeforeReset = m_current; });
    connect(&m_visible, &VisibleFailures::filterChanged, this, [this] {
        // A new filter starts at its first failure; only what leaves by a label keeps the place on the
        // screen.
        if (m_current != m_currentBeforeReset && m_visible.count() > 0)
            setCurrent(m_visible.rowAt(0));
    });
    connect(&m_visible, &VisibleFailures::inserted, this, [this] {
        if (m_current < 0 && m_loaded)
            keepCurrentVisible();
    });
}

Workspace::~Workspace() = default;

namespace {

/// Labels of one annotator; an annotator who has not labelled yet has none and is made with the first label.
template <class Columns>
Result<Columns> readLabels(study::Study& study, base::RunId run, const QString& name) {
    Columns columns;
    columns.annotator = name;
    FAULTLINE_TRY(annotators, study.labels().annotators());
    for (const labels::Annotator& annotator : annotators)
        columns.annotators.append(QString::fromStdString(annotator.name));
    if (const auto annotator = findAnnotator(annotators, name.toStdString())) {
        FAULTLINE_TRY(labels, study.labels().labels(run, annotator->id));
        FAULTLINE_TRY(undo, study.labels().undoState(annotator->id));
        columns.labels = std::move(labels);
        columns.undo = undo;
    }
    return columns;
}

} // namespace

void Workspace::open(std::shared_ptr<StudyThread> study, const QString& annotator,
                     std::optional<base::RunId> run) {
    close();
    m_study = std::move(study);
    m_run = run.value_or(m_study->runs().front().id);
    load(annotator);
    m_study->post(
        this, [](study::Study& file) { return file.labels().warnings(); },
        [this, asked = std::weak_ptr(m_study)](const Result<std::vector<std::string>>& warnings) {
            if (!isStill(asked, m_study) || !warnings)
                return; // load() has told an error of reading
            for (const std::string& warning : *warnings)
                Q_EMIT warned(QString::fromStdString(warning));
        });
}

void Workspace::setRun(base::RunId run) {
    if (!m_loaded || run == m_run)
        return;
    clear();
    m_run = run;
    load(m_annotatorName);
}

void Workspace::load(const QString& annotator) {
    m_pixels.setStudy(m_study);
    struct Columns {
        std::vector<model::Prediction> predictions;
        std::vector<workbench::OtherRun> others;
        LabelColumns labels;
    };
    m_study->post(
        this,
        [annotator, run = m_run](study::Study& file) -> Result<Columns> {
            Columns columns;
            FAULTLINE_TRY(predictions, file.runs().predictions(run));
            FAULTLINE_TRY(labels, readLabels<LabelColumns>(file, run, annotator));
            FAULTLINE_TRY(others, workbench::otherRuns(file, run));
            columns.predictions = std::move(predictions);
            columns.others = std::move(others);
            columns.labels = std::move(labels);
            return columns;
        },
        [this, asked = std::weak_ptr(m_study), run = m_run](Result<Columns> columns) {
            if (!isStill(asked, m_study) || run != m_run)
                return;
            if (!columns) {
                const QString message = QString::fromStdString(columns.error().message);
                close();
                Q_EMIT failed(message);
                return;
            }
            m_predictions = std::move(columns->predictions);
            m_otherRuns = std::move(columns->others);
            m_table = workbench::StudyTable(header(), taxonomy());
            m_table.append(m_predictions);
            m_annotations = workbench::AnnotationTable(failures().size());
            m_loaded = true;
            m_visible.setSource(&failures(), &judgements());
            takeLabels(std::move(columns->labels));
            keepCurrentVisible();
            Q_EMIT opened();
        });
}

void Workspace::close() {
    if (!m_study)
        return;
    clear();
    m_study.reset();
    m_pixels.setStudy(nullptr);
    Q_EMIT closed();
}

void Workspace::clear() {
    m_loaded = false;
    m_predictions.clear();
    m_otherRuns.clear();
    m_table = {};
    m_annotations = workbench::AnnotationTable();
    m_undoState = {};
    m_current = -1;
    m_selected.clear();
    m_visible.setFilter({});
    m_visible.setSource(&failures(), &judgements());
}

QString Workspace::className(base::ClassId id) const {
    if (id.value < classNames().size())
        return QString::fromStdString(classNames()[id.value]);
    return QStringLiteral("class %1").arg(id.value);
}

QString Workspace::outputName(std::size_t output) const {
    const auto& names = header().model.classes;
    return output < names.size() ? QString::fromStdString(names[output])
                                 : QStringLiteral("output %1").arg(output);
}

base::ClassId Workspace::outputClass(std::size_t output) const {
    const auto& classes = header().model.outputClasses;
    return base::ClassId(output < classes.size() ? classes[output] : static_cast<std::uint16_t>(output));
}

void Workspace::takeBatch(const std::shared_ptr<const model::BatchReport>& report) {
    // What was committed before the columns were read is in them already.
    if (!m_loaded || report->firstPosition < m_predictions.size())
        return;
    m_predictions.insert(m_predictions.end(), report->predictions.begin(), report->predictions.end());
    for (const model::SampleDetail& detail : report->failures)
        m_pixels.insert(detail.sample, detail.image);
    const int firstRow = static_cast<int>(failures().size());
    m_table.append(report->predictions);
    m_annotations.grow(failures().size());
    if (firstRow < static_cast<int>(failures().size())) {
        m_visible.sourceGrew(firstRow);
        Q_EMIT failuresArrived(firstRow);
    }
    Q_EMIT predictionsArrived();
}

QString Workspace::note(int row) const {
    return QString::fromStdString(m_annotations.note(static_cast<std::size_t>(row)));
}

int Workspace::rowOf(base::SampleIndex sample) const {
    const auto row = m_table.rowOf(sample);
    return row ? static_cast<int>(*row) : -1;
}

void Workspace::select(int current, std::vector<int> selected) {
    const bool moved = current != m_current;
    const bool reselected = selected != m_selected;
    m_current = current;
    m_selected = std::move(selected);
    m_lastPosition = std::max(0, m_visible.positionOf(current));
    if (moved) {
        m_sinceCurrent.start();
        Q_EMIT currentChanged(m_current);
    }
    if (moved || reselected)
        Q_EMIT selectionChanged();
}

int Workspace::neighbour(int steps) const {
    const int position = m_visible.positionOf(m_current);
    const int target = position + steps;
    return position < 0 || target < 0 || target >= m_visible.count() ? -1 : m_visible.rowAt(target);
}

int Workspace::nextUnlabelled(int direction) const {
    for (int position = m_visible.positionOf(m_current) + direction;
         position >= 0 && position < m_visible.count(); position += direction)
        if (const int row = m_visible.rowAt(position); judgement(row).isUnlabelled())
            return row;
    return -1;
}

std::vector<int> Workspace::targets() const {
    std::vector<int> rows;
    for (const int row : m_selected)
        if (m_visible.positionOf(row) >= 0)
            rows.push_back(row);
    if (rows.empty() && m_visible.positionOf(m_current) >= 0)
        rows.push_back(m_current);
    return rows;
}

void Workspace::keepCurrentVisible() {
    if (m_visible.positionOf(m_current) >= 0)
        return;
    if (m_visible.count() == 0) {
        select(-1, {});
        return;
    }
    setCurrent(m_visible.rowAt(std::min(m_lastPosition, m_visible.count() - 1)));
}

void Workspace::setAnnotator(const QString& name) {
    const QString trimmed = name.trimmed();
    if (!m_loaded || trimmed.isEmpty() || trimmed == m_annotatorName)
        return;
    m_annotatorName = trimmed;
    reloadLabels();
}

void Workspace::reloadLabels() {
    if (!m_loaded)
        return;
    m_study->post(
        this,
        [name = m_annotatorName, run = m_run](study::Study& file) {
            return readLabels<LabelColumns>(file, run, name);
        },
        [this, asked = std::weak_ptr(m_study), run = m_run](Result<LabelColumns> columns) {
            if (!isStill(asked, m_study) || run != m_run)
                return;
            if (!columns)
                Q_EMIT failed(QString::fromStdString(columns.error().message));
            else if (columns->annotator == m_annotatorName)
                takeLabels(std::move(*columns));
        });
}

void Workspace::takeLabels(LabelColumns columns) {
    m_annotatorName = columns.annotator;
    m_annotatorNames = columns.annotators;
    if (!m_annotatorNames.contains(m_annotatorName))
        m_annotatorNames.prepend(m_annotatorName);
    m_undoState = columns.undo;

    m_annotations = workbench::AnnotationTable(m_table, columns.labels);
    std::vector<int> rows(failures().size());
    std::iota(rows.begin(), rows.end(), 0);
    m_visible.judgementsChanged(rows);
    Q_EMIT annotatorChanged();
    Q_EMIT undoStateChanged();
    Q_EMIT judgementsChanged(rows);
}

namespace {

struct Acted {
    Result<labels::ActionReport> report;
    Result<labels::UndoState> state;
};

} // namespace

template <class Work>
void Workspace::act(Work work) {
    if (!isWritable())
        return;
    m_study->post(
        this,
        [name = m_annotatorName.toStdString(), work = std::move(work)](study::Study& file) mutable -> Acted {
            const auto annotator = file.labels().annotator(name);
            if (!annotator)
                return {base::failure(annotator.error()), labels::UndoState{}};
            auto report = work(file, annotator->id);
            return {std::move(report), file.labels().undoState(annotator->id)};
        },
        [this, asked = std::weak_ptr(m_study), name = m_annotatorName](const Acted& acted) {
            if (!isStill(asked, m_study))
                return;
            if (!acted.report)
                Q_EMIT failed(tr("Not saved: %1").arg(QString::fromStdString(acted.report.error().message)));
            else if (name == m_annotatorName)
                takeAction(acted.report, acted.state.value_or(labels::UndoState{}));
            if (!acted.state) // the label is saved, but what could be taken back is not known
                Q_EMIT failed(QString::fromStdString(acted.state.error().message));
        });
}

void Workspace::label(const std::vector<int>& rows, const labels::LabelChange& change) {
    labels::LabelRequest request;
    request.run = m_run;
    request.how = rows.size() > 1 ? labels::How::Bulk : labels::How::Grid;
    for (const int row : rows)
        request.samples.push_back(failure(row).sample);
    request.change = change;
    if (rows.size() == 1 && m_sinceCurrent.isValid())
        request.elapsed = std::chrono::milliseconds(m_sinceCurrent.elapsed());
    act([request = std::move(request)](study::Study& file, base::AnnotatorId annotator) mutable {
        request.annotator = annotator;
        return file.labels().apply(request);
    });
}

void Workspace::undo() {
    act([](study::Study& file, base::AnnotatorId annotator) { return file.labels().undo(annotator); });
}

void Workspace::redo() {
    act([](study::Study& file, base::AnnotatorId annotator) { return file.labels().redo(annotator); });
}

void Workspace::takeAction(const Result<labels::ActionReport>& report, const labels::UndoState& state) {
    m_undoState = state;
    std::vector<int> rows;
    for (const labels::Label& label : report->changed)
        if (label.run != m_run)
            continue; // an undo may reach into another run
        else if (const auto row = m_annotations.apply(m_table, label))
            rows.push_back(static_cast<int>(*row));
    Q_EMIT undoStateChanged();
    if (!rows.empty()) {
        m_visible.judgementsChanged(rows);
        Q_EMIT judgementsChanged(rows);
    }
    Q_EMIT acted(*report);
}

} // namespace faultline::ui
