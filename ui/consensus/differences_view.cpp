// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consensus/differences_view.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

struct Found {
    std::vector<workbench::Difference> differences;
    std::vector<labels::Annotator> annotators;
};

base::Result<Found> read(const study::Study& study, base::RunId run, const std::string& name) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto who = std::ranges::find(annotators, name, &labels::Annotator::name);
    if (who == annotators.end())
        return Found{};
    FAULTLINE_TRY(differences, workbench::differences(study, run, who->id));
    return Found{std::move(differences), std::move(annotators)};
}

} // namespace

DifferencesView::DifferencesView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_model(new DifferenceModel(workspace.study(), this))
    , m_heading(new PlainLabel(this))
    , m_table(new QTableView(this))
    , m_picture(new ImageView(this)) {
    m_heading->setObjectName(QStringLiteral("differencesHeading"));
    m_heading->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("differences"));
    m_table->setAccessibleName(tr("My differences"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_picture->setAccessibleName(tr("Picture of the item"));
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_table);
    auto* content = new QHBoxLayout;
    content->addWidget(m_table, 3);
    content->addWidget(m_picture, 2);
    m_table->setMinimumWidth(220);
    m_picture->setMinimumWidth(140);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_heading);
    column->addLayout(content, 1);
    column->addStretch(0); // the heading stays above while there is no table
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &DifferencesView::showPicture);
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT itemWanted(m_model->differences()[static_cast<std::size_t>(index.row())].sample);
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &DifferencesView::showPicture);
    connect(&workspace.pixels(), &PixelSource::arrived, this, [this] {
        if (isVisible())
            showPicture();
    });
    connect(&workspace, &Workspace::closed, this, &DifferencesView::clear);
    const auto again = [this] {
        if (isVisible())
            ask();
    };
    connect(&workspace, &Workspace::opened, this, again);
    connect(&workspace, &Workspace::followed, this, again);
    connect(&workspace.labelling(), &Labelling::acted, this, again);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, [this, again] {
        if (m_whose != m_workspace.labelling().annotator())
            clear(); // nothing of one annotator is shown to another one
        again();
    });
}

void DifferencesView::clear() {
    m_reading.drop();
    m_model->set({}, {});
    m_heading->setText({});
}

void DifferencesView::ask() {
    if (!m_workspace.study().isOpen())
        return;
    m_whose = m_workspace.labelling().annotator();
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run(), name = m_workspace.labelling().annotator().toStdString()](
            study::Study& file) { return read(file, run, name); },
        [this, asked = m_reading.ask()](base::Result<Found> found) {
            if (!m_reading.counts(asked))
                return;
            if (!found) {
                Q_EMIT m_workspace.failed(QString::fromStdString(found.error().message));
                return;
            }
            for (const workbench::Difference& each : found->differences)
                m_workspace.disclosure().show(each.sample); // no later label of it is given blind
            const auto count = found->differences.size();
            const int row = m_table->currentIndex().row();
            const auto here =
                row >= 0 && row < m_model->rowCount()
                    ? std::optional(m_model->differences()[static_cast<std::size_t>(row)].sample)
                    : std::nullopt;
            m_model->set(std::move(found->differences), std::move(found->annotators));
            showTable(count > 0);
            m_table->setColumnHidden(DifferenceModel::Note,
                                     std::ranges::all_of(m_model->differences(), [](const auto& each) {
                                         return each.mine.note.empty();
                                     }));
            m_table->resizeColumnsToContents();
            m_heading->setText(
                count == 0   ? tr("No item was decided otherwise than you labelled it.")
                : count == 1 ? tr("1 item was decided otherwise than you labelled it. Your label stays.")
                             : tr("%1 items were decided otherwise than you labelled them. Your labels "
                                  "stay.")
                                   .arg(countText(count)));
            const auto& now = m_model->differences();
            const auto same =
                std::ranges::find_if(now, [&](const auto& each) { return each.sample == here; });
            if (count > 0)
                m_table->selectRow(same == now.end() ? 0 : static_cast<int>(same - now.begin()));
        });
}

/// Without one the page itself has the keys.
void DifferencesView::showTable(bool isShown) {
    const bool hadFocus = m_table->hasFocus() || hasFocus();
    setFocusProxy(isShown ? m_table : nullptr);
    m_table->setVisible(isShown);
    if (hadFocus)
        setFocus();
}

void DifferencesView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask();
}

void DifferencesView::showPicture() {
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_model->rowCount()) {
        m_picture->setImage({});
        return;
    }
    m_picture->setImage(
        m_workspace.pixels().whole(m_model->differences()[static_cast<std::size_t>(row)].sample).image);
}

} // namespace faultline::ui
