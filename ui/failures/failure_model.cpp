// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failure_model.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

namespace faultline::ui {

FailureModel::FailureModel(Workspace& workspace, QObject* parent)
    : QAbstractListModel(parent)
    , m_workspace(workspace) {
    VisibleFailures& visible = workspace.visible();
    connect(&visible, &VisibleFailures::aboutToReset, this, [this] { beginResetModel(); });
    connect(&visible, &VisibleFailures::wasReset, this, [this] { endResetModel(); });
    connect(&visible, &VisibleFailures::aboutToInsert, this,
            [this](int first, int last) { beginInsertRows({}, first, last); });
    connect(&visible, &VisibleFailures::inserted, this, [this] { endInsertRows(); });
    connect(&visible, &VisibleFailures::aboutToRemove, this,
            [this](int first, int last) { beginRemoveRows({}, first, last); });
    connect(&visible, &VisibleFailures::removed, this, [this] { endRemoveRows(); });
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &FailureModel::announce);
    connect(&workspace.pixels(), &PixelSource::arrived, this,
            [this](const std::vector<base::SampleIndex>& samples) {
                std::vector<int> rows;
                for (const base::SampleIndex sample : samples)
                    if (const int row = m_workspace.items().rowOf(sample); row >= 0)
                        rows.push_back(row);
                announce(rows);
            });
}

int FailureModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_workspace.visible().count();
}

QVariant FailureModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    switch (role) {
    case Qt::ToolTipRole:
        return tipOf(tip(failureRow(index)));
    case Qt::AccessibleTextRole:
        if (!m_workspace.queue().isBlind())
            m_workspace.disclosure().show(m_workspace.items().failure(failureRow(index)).sample);
        return headingBefore(index.row()) + description(failureRow(index));
    case Qt::AccessibleDescriptionRole:
        return headingAround(index.row());
    case Qt::DisplayRole:
        return description(failureRow(index));
    default:
        return {};
    }
}

int FailureModel::failureRow(const QModelIndex& index) const {
    return m_workspace.visible().rowAt(index.row());
}

QString FailureModel::heading(int group) const {
    const VisibleFailures::Group& its = m_workspace.visible().groups().at(static_cast<std::size_t>(group));
    return tr("%1 · %2").arg(m_workspace.headings().text(its.rank), countText(its.count));
}

namespace {

/// -1: there are no groups.
int groupOf(const std::vector<VisibleFailures::Group>& groups, int position) {
    const auto after =
        std::upper_bound(groups.begin(), groups.end(), position,
                         [](int wanted, const VisibleFailures::Group& each) { return wanted < each.first; });
    return static_cast<int>(after - groups.begin()) - 1;
}

} // namespace

QString FailureModel::headingAround(int position) const {
    const int group = groupOf(m_workspace.visible().groups(), position);
    return group < 0 || m_workspace.queue().isBlind() ? QString() : heading(group);
}

QString FailureModel::headingBefore(int position) const {
    const auto& groups = m_workspace.visible().groups();
    const int group = groupOf(groups, position);
    const bool isFirst = group >= 0 && groups[static_cast<std::size_t>(group)].first == position;
    return isFirst && !m_workspace.queue().isBlind() ? tr("%1; ").arg(heading(group)) : QString();
}

QString FailureModel::description(int row) const {
    if (m_workspace.queue().isBlind())
        return {};
    const model::Prediction& failure = m_workspace.items().failure(row);
    const labels::Judgement& judgement = m_workspace.labelling().judgement(row);
    QString label = judgementStyle(judgement, m_workspace.study().taxonomy()).name;
    if (!judgement.mode())
        label = label.toLower();
    if (const QString reason = exclusionName(judgement); !reason.isEmpty())
        label += QStringLiteral(" (%1)").arg(reason);
    const QString confidence =
        failure.confidence ? tr("%1 %").arg(percentText(*failure.confidence)) : tr("not known");
    const QString text =
        tr("#%1: %2 taken for %3, confidence %4, %5")
            .arg(QString::number(failure.sample.value), m_workspace.study().className(failure.truth),
                 m_workspace.study().className(failure.predicted), confidence, label);
    const QString flagged = m_workspace.labelling().isFlagged(row) ? tr("%1, flagged").arg(text) : text;
    return m_workspace.labelling().note(row).isEmpty() ? flagged : tr("%1, with a note").arg(flagged);
}

QString FailureModel::tip(int row) const {
    if (m_workspace.queue().isBlind())
        return {};
    m_workspace.disclosure().show(m_workspace.items().failure(row).sample);
    const QString path = m_workspace.items().path(row);
    return path.isEmpty() ? description(row) : description(row) + u'\n' + path;
}

void FailureModel::announce(const std::vector<int>& rows) {
    constexpr std::size_t manyRows = 256; // beyond it one signal for all is cheaper
    const VisibleFailures& visible = m_workspace.visible();
    if (visible.count() == 0)
        return;
    if (rows.size() > manyRows) {
        Q_EMIT dataChanged(index(0), index(visible.count() - 1));
        return;
    }
    for (const int row : rows)
        if (const int position = visible.positionOf(row); position >= 0)
            Q_EMIT dataChanged(index(position), index(position));
}

} // namespace faultline::ui
