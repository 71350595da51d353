// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/pair_model.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

namespace faultline::ui {

PairModel::PairModel(Workspace& workspace, QObject* parent)
    : QAbstractTableModel(parent)
    , m_workspace(workspace) {
    m_coalesce.setSingleShot(true);
    m_coalesce.setInterval(0);
    connect(&m_coalesce, &QTimer::timeout, this, &PairModel::refresh);
    const auto later = [this] { m_coalesce.start(); };
    connect(&workspace, &Workspace::opened, this, &PairModel::refresh);
    connect(&workspace, &Workspace::closed, this, &PairModel::refresh);
    connect(&workspace.items(), &Items::failuresArrived, this, later);
    connect(&workspace.shownLabels(), &ShownLabels::changed, this, later);
    refresh();
}

int PairModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_pairs.size());
}

int PairModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant PairModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const analysis::ClassPair& pair = m_pairs[static_cast<std::size_t>(index.row())];
    if (role == ProgressRole)
        return static_cast<double>(pair.labelled) / pair.count;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (index.column() >= Column::Count ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::AccessibleTextRole)
        return description(pair);
    if (role == Qt::ToolTipRole)
        return tipOf(description(pair));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Column::Truth:
        return m_workspace.study().className(pair.truth);
    case Column::Predicted:
        return m_workspace.study().className(pair.predicted);
    case Column::Count:
        return countText(pair.count);
    case Column::Labelled:
        return QStringLiteral("%1 / %2").arg(countText(pair.labelled), countText(pair.count));
    default:
        return {};
    }
}

QString PairModel::description(const analysis::ClassPair& pair) const {
    return tr("%1 → %2: %3 failures, %4 labelled")
        .arg(m_workspace.study().className(pair.truth), m_workspace.study().className(pair.predicted),
             countText(pair.count), countText(pair.labelled));
}

QVariant PairModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (section >= Column::Count ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Column::Truth:
        return tr("True");
    case Column::Predicted:
        return tr("Predicted");
    case Column::Count:
        return tr("Failures");
    case Column::Labelled:
        return tr("Labelled");
    default:
        return {};
    }
}

int PairModel::rowOf(base::ClassId truth, base::ClassId predicted) const {
    const auto found = std::find_if(m_pairs.begin(), m_pairs.end(), [&](const analysis::ClassPair& pair) {
        return pair.truth == truth && pair.predicted == predicted;
    });
    return found == m_pairs.end() ? -1 : static_cast<int>(found - m_pairs.begin());
}

void PairModel::refresh() {
    std::vector<analysis::ClassPair> pairs;
    if (m_workspace.study().isOpen())
        pairs = analysis::classPairs(m_workspace.items().failures(), m_workspace.shownLabels().judgements());
    const bool sameRows = std::equal(pairs.begin(), pairs.end(), m_pairs.begin(), m_pairs.end(),
                                     [](const analysis::ClassPair& a, const analysis::ClassPair& b) {
                                         return a.truth == b.truth && a.predicted == b.predicted;
                                     });
    if (!sameRows) {
        beginResetModel();
        m_pairs = std::move(pairs);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (pairs[i] == m_pairs[i])
            continue;
        m_pairs[i] = pairs[i];
        const int row = static_cast<int>(i);
        Q_EMIT dataChanged(index(row, Column::Count), index(row, Column::Labelled));
    }
}

} // namespace faultline::ui
