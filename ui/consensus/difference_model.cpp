// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consensus/difference_model.h"

#include "ui/consensus/label_card.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/open_study.h"

#include <algorithm>

namespace faultline::ui {

DifferenceModel::DifferenceModel(const OpenStudy& study, QObject* parent)
    : QAbstractTableModel(parent)
    , m_study(study) {}

void DifferenceModel::set(std::vector<workbench::Difference> differences,
                          std::vector<labels::Annotator> annotators) {
    beginResetModel();
    m_differences = std::move(differences);
    m_annotators = std::move(annotators);
    endResetModel();
}

int DifferenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_differences.size());
}

int DifferenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QString DifferenceModel::textOf(const workbench::Difference& difference, int column) const {
    switch (column) {
    case Item:
        return QStringLiteral("#%1").arg(difference.sample.value);
    case Truth:
        return difference.truth ? m_study.className(*difference.truth) : QString();
    case Mine:
        return judgementInWords(difference.mine.judgement, m_study);
    case Decision:
        return judgementInWords(difference.decision.judgement, m_study);
    case By: {
        const auto who =
            std::ranges::find(m_annotators, difference.decision.annotator, &labels::Annotator::id);
        return who == m_annotators.end() ? QString() : QString::fromStdString(who->name);
    }
    case Note:
        return QString::fromStdString(difference.mine.note);
    default:
        return {};
    }
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const workbench::Difference& difference = m_differences[static_cast<std::size_t>(index.row())];
    const QString text = textOf(difference, index.column());
    if (role == Qt::DisplayRole)
        return QString(text).replace(u'\n', u' ');
    if (role == Qt::ToolTipRole)
        return tipOf(text);
    if (role == Qt::AccessibleTextRole)
        return tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal).toString(), text);
    return {};
}

QVariant DifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Item:
        return tr("Item");
    case Truth:
        return tr("It is");
    case Mine:
        return tr("My label");
    case Decision:
        return tr("Decision");
    case By:
        return tr("By");
    case Note:
        return tr("My note");
    default:
        return {};
    }
}

} // namespace faultline::ui
