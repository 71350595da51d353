// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/compare_view.h"

#include "core/workbench/study_table.h"
#include "ui/fitting/elided_label.h"
#include "ui/fitting/focus_line.h"
#include "ui/inspector/compare_tile.h"
#include "ui/inspector/image_view.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <utility>

#include <QGridLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace faultline::ui {

CompareView::CompareView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_caption(new ElidedLabel(Qt::ElideRight, this))
    , m_grid(new QGridLayout) {
    setObjectName(QStringLiteral("compareView"));
    setFocusPolicy(Qt::StrongFocus);
    m_caption->setAlignment(Qt::AlignCenter);
    for (std::size_t i = 0; i < std::max(mostFailures, 1 + 2 * examplesOfClass); ++i) {
        auto* tile = new CompareTile(this);
        tile->hide();
        m_tiles.push_back(tile);
        connect(tile, &CompareTile::clicked, this, [this, i] {
            if (i < m_rows.size())
                m_workspace.cursor().setCurrent(m_rows[i]);
        });
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_caption);
    layout->addLayout(m_grid, 1);
    connect(&workspace.cursor(), &Cursor::currentChanged, this, &CompareView::refresh);
    connect(&workspace.cursor(), &Cursor::selectionChanged, this, &CompareView::followSelection);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &CompareView::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this, &CompareView::refresh);
    connect(&workspace, &Workspace::opened, this, &CompareView::followSelection);
    connect(&workspace, &Workspace::closed, this, &CompareView::refresh);
}

QList<ImageView*> CompareView::pictures() const {
    QList<ImageView*> all;
    for (const CompareTile* tile : m_tiles)
        all.append(&tile->picture());
    return all;
}

void CompareView::begin() {
    if (m_controls.empty()) // they may have come with the end of the run
        m_controlsOf.reset();
    m_selected = m_workspace.cursor().selected();
    std::vector<int> rows;
    for (const int row : m_selected)
        if (m_workspace.visible().positionOf(row) >= 0)
            rows.push_back(row);
    std::ranges::sort(rows, {}, [this](int row) { return m_workspace.visible().positionOf(row); });
    if (rows.size() > mostFailures)
        rows.resize(mostFailures);
    if (rows.size() < 2)
        rows.clear();
    const bool hasCurrent = std::ranges::find(rows, m_workspace.cursor().current()) != rows.end();
    m_workspace.cursor().compare(rows);
    if (!rows.empty() && !hasCurrent)
        m_workspace.cursor().setCurrent(rows.front());
    refresh();
}

void CompareView::followSelection() {
    if (isVisible() && m_workspace.study().isOpen() && m_workspace.cursor().selected() != m_selected)
        begin();
    else
        refresh();
}

void CompareView::refresh() {
    if (!isVisible() && m_rows.empty()) // pictures arrive for the other pages
        return;
    const int current = isVisible() && m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    if (current < 0) {
        m_rows.clear();
        m_caption->setText(tr("No failure is selected"));
        hideFrom(0);
    } else if (const std::vector<int>& compared = m_workspace.cursor().compared(); compared.size() > 1) {
        showFailures(compared);
    } else {
        showBesideExamples(current);
    }
    setAccessibleName(m_caption->text());
}

void CompareView::showFailures(const std::vector<int>& rows) {
    m_rows = rows;
    m_caption->setText(m_selected.size() > mostFailures
                           ? tr("The first %1 of %2 selected failures")
                                 .arg(countText(rows.size()), countText(m_selected.size()))
                           : tr("%1 failures side by side").arg(countText(rows.size())));
    const bool isWide = width() > height();
    const auto count = static_cast<int>(rows.size());
    const int columns = isWide ? (count <= 3 ? count : (count + 1) / 2) : (count == 2 ? 1 : 2);
    hideFrom(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        place(i, {static_cast<int>(i) / columns, static_cast<int>(i) % columns});
        showFailure(*m_tiles[i], rows[i]);
    }
    share(std::vector<int>(static_cast<std::size_t>(columns), 1),
          std::vector<int>(static_cast<std::size_t>((count + columns - 1) / columns), 1));
}

void CompareView::showBesideExamples(int row) {
    m_rows = {row};
    askForControls();
    const model::Prediction& failure = m_workspace.items().failure(row);
    const std::vector<model::Prediction> right = examplesOf(failure.truth);
    const std::vector<model::Prediction> wrong = examplesOf(failure.predicted);
    m_caption->setText(!right.empty() || !wrong.empty()
                           ? tr("A failure beside what the model has right of its two classes")
                       : m_isAsking ? tr("A failure; what the model has right is being read")
                                    : tr("A failure; the run holds no picture of its classes that the model "
                                         "has right"));
    hideFrom(1 + right.size() + wrong.size());
    const bool isWide = width() > height();
    const int columns = static_cast<int>(std::max<std::size_t>({1, right.size(), wrong.size()}));
    place(0, isWide ? Place{0, 0, 2, 1} : Place{0, 0, 1, columns});
    showFailure(*m_tiles[0], row);
    std::size_t tile = 1;
    for (const auto* examples : {&right, &wrong}) // the true class above the predicted one
        for (std::size_t i = 0; i < examples->size(); ++i, ++tile) {
            const int line = examples == &right ? 0 : 1, column = static_cast<int>(i);
            place(tile, isWide ? Place{line, 1 + column} : Place{1 + line, column});
            showExample(*m_tiles[tile], (*examples)[i]);
        }
    std::vector<int> across(static_cast<std::size_t>(columns), 2), down(2, 2);
    (isWide ? across : down).insert((isWide ? across : down).begin(), 3);
    share(across, down);
}

std::vector<model::Prediction> CompareView::examplesOf(base::ClassId ofClass) const {
    std::vector<model::Prediction> examples;
    for (const model::Prediction& control : m_controls)
        if (control.truth == ofClass && examples.size() < examplesOfClass)
            examples.push_back(control);
    return examples;
}

void CompareView::showExample(CompareTile& tile, const model::Prediction& control) {
    m_workspace.disclosure().show(control.sample); // that it is here tells that the model has it right
    tile.setWords(m_workspace.study().className(control.truth),
                  tr("correct  ·  #%1").arg(QString::number(control.sample.value)));
    tile.setCurrent(false);
    showPicture(tile, control.sample);
}

void CompareView::showFailure(CompareTile& tile, int row) {
    const model::Prediction& failure = m_workspace.items().failure(row);
    const OpenStudy& study = m_workspace.study();
    m_workspace.disclosure().show(failure.sample);
    const QString label = judgementStyle(m_workspace.labelling().judgement(row), study.taxonomy()).name;
    const QString number = QString::number(failure.sample.value);
    tile.setPair(study.className(failure.truth), study.className(failure.predicted),
                 failure.confidence
                     ? tr("%1  ·  %2 %  ·  #%3").arg(label, percentText(*failure.confidence), number)
                     : tr("%1  ·  #%2").arg(label, number));
    tile.setCurrent(row == m_workspace.cursor().current());
    showPicture(tile, failure.sample);
}

void CompareView::showPicture(CompareTile& tile, base::SampleIndex sample) {
    const int longest = static_cast<int>(std::max(width() / 2, height()) * devicePixelRatioF());
    tile.picture().setImage(m_workspace.pixels().reduced(sample, longest));
}

void CompareView::place(std::size_t tile, const Place& place) {
    m_grid->removeWidget(m_tiles[tile]);
    m_grid->addWidget(m_tiles[tile], place.row, place.column, place.rows, place.columns);
    m_tiles[tile]->show();
}

void CompareView::share(const std::vector<int>& columns, const std::vector<int>& rows) {
    for (std::size_t i = 0; i < m_tiles.size(); ++i) {
        m_grid->setColumnStretch(static_cast<int>(i), i < columns.size() ? columns[i] : 0);
        m_grid->setRowStretch(static_cast<int>(i), i < rows.size() ? rows[i] : 0);
    }
}

void CompareView::hideFrom(std::size_t tile) {
    for (; tile < m_tiles.size(); ++tile) {
        m_tiles[tile]->hide();
        m_tiles[tile]->setWords({}, {});
        m_tiles[tile]->picture().setImage({});
        m_grid->removeWidget(m_tiles[tile]);
    }
}

void CompareView::askForControls() {
    const std::shared_ptr<StudyThread>& thread = m_workspace.study().thread();
    const base::RunId run = m_workspace.study().run();
    if (m_isAsking || (isStill(m_controlsOf, thread) && m_controlsRun == run))
        return;
    m_controls.clear();
    m_isAsking = true;
    m_controlsOf = thread;
    m_controlsRun = run;
    thread->post(
        this, [run](study::Study& file) { return workbench::labellable(file, run); },
        [this, asked = std::weak_ptr(thread), run](base::Result<std::vector<model::Prediction>> items) {
            m_isAsking = false;
            if (!isStill(asked, m_workspace.study().thread()) || run != m_workspace.study().run())
                return refresh();
            if (!items)
                return Q_EMIT m_workspace.failed(QString::fromStdString(items.error().message));
            m_controls = std::move(*items);
            std::erase_if(m_controls, [](const model::Prediction& each) { return each.isFailure(); });
            refresh();
        });
}

void CompareView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    begin();
}

void CompareView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_workspace.cursor().compare({});
    refresh();
}

void CompareView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    refresh();
}

void CompareView::keyPressEvent(QKeyEvent* event) {
    const bool isForward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down;
    const bool isBackward = event->key() == Qt::Key_Left || event->key() == Qt::Key_Up;
    if (!isForward && !isBackward) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (const int row = m_workspace.cursor().neighbour(isForward ? 1 : -1); row >= 0)
        m_workspace.cursor().setCurrent(row);
}

void CompareView::paintEvent(QPaintEvent*) {
    paintFocusLine(*this);
}

} // namespace faultline::ui
