// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/candidate_model.h"

#include "core/model/preprocessing_text.h"
#include "core/protocol/messages/run_message.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QFont>

namespace faultline::ui {

namespace {

double shareOf(const model::PreprocessingTrial& trial) {
    return trial.images > 0 ? static_cast<double>(trial.correct) / trial.images : 0;
}

bool isSame(const model::PreprocessingTrial& a, const model::PreprocessingTrial& b) {
    return a.preprocessing == b.preprocessing && a.maxPool == b.maxPool;
}

} // namespace

void CandidateModel::take(const protocol::Preparing& told) {
    const bool isOther = told.trials.size() != m_candidates.size();
    if (isOther)
        beginResetModel();
    if (isOther)
        m_candidates.assign(told.trials.size(), {});
    const std::vector<Candidate> before = m_candidates;
    for (std::size_t i = 0; i < told.trials.size(); ++i) {
        const model::PreprocessingTrial& trial = told.trials[i];
        const auto row = isOther ? m_candidates.begin() + static_cast<std::ptrdiff_t>(i)
                                 : std::find_if(m_candidates.begin(), m_candidates.end(),
                                                [&](const Candidate& c) { return isSame(c.trial, trial); });
        if (row == m_candidates.end())
            continue; // a worker that changes its mind about what it tries
        row->isBeingTried = trial.images > row->trial.images;
        row->trial = trial;
        row->isContender = i < told.contenders;
    }
    const bool isAnyTried = std::any_of(m_candidates.begin(), m_candidates.end(),
                                        [](const Candidate& c) { return c.isBeingTried; });
    for (std::size_t i = 0; !isAnyTried && i < m_candidates.size(); ++i) // on images that it knows already
        m_candidates[i].isBeingTried = before[i].isBeingTried;
    if (isOther)
        endResetModel();
    else if (!m_candidates.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount_ - 1));
}

void CandidateModel::clear() {
    beginResetModel();
    m_candidates.clear();
    endResetModel();
}

QString CandidateModel::name(int row) const {
    const model::PreprocessingTrial& own = trial(row);
    QString name = QString::fromStdString(own.preprocessing.name);
    const bool isTwice = std::count_if(m_candidates.begin(), m_candidates.end(), [&](const Candidate& other) {
                             return other.trial.preprocessing == own.preprocessing;
                         }) > 1;
    if (!isTwice)
        return name;
    return own.maxPool ? tr("%1, with max-pool").arg(name) : tr("%1, without max-pool").arg(name);
}

std::optional<int> CandidateModel::best() const {
    std::optional<int> best;
    for (int row = 0; row < rowCount(); ++row)
        if (at(row).isContender && trial(row).images > 0 &&
            (!best || shareOf(trial(row)) > shareOf(trial(*best))))
            best = row;
    return best;
}

int CandidateModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

int CandidateModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columnCount_;
}

QString CandidateModel::text(const Candidate& candidate, int row, int column) const {
    switch (column) {
    case Name:
        return name(row);
    case Images:
        return candidate.trial.images > 0 ? countText(candidate.trial.images) : QString();
    case Correct:
        return candidate.trial.images > 0 ? tr("%1 %").arg(percentText(shareOf(candidate.trial), 2))
                                          : QString();
    default:
        if (!candidate.isContender)
            return tr("clearly worse");
        if (candidate.isBeingTried)
            return tr("being tried");
        return candidate.trial.images > 0 ? QString() : tr("waits");
    }
}

QVariant CandidateModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const Candidate& candidate = at(index.row());
    if (role == Qt::DisplayRole)
        return text(candidate, index.row(), index.column());
    if (role == Qt::ToolTipRole)
        return tipOf(QString::fromStdString(model::description(candidate.trial.preprocessing)));
    if (role == Qt::TextAlignmentRole && (index.column() == Images || index.column() == Correct))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::FontRole && best() == index.row()) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role == Qt::AccessibleTextRole && index.column() == Name) {
        QStringList parts;
        for (int column = 0; column < columnCount_; ++column)
            parts << text(candidate, index.row(), column);
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    return {};
}

QVariant CandidateModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == Images || section == Correct))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Preprocessing");
    case Images:
        return tr("Images tried");
    case Correct:
        return tr("Correct");
    default:
        return QString();
    }
}

} // namespace faultline::ui
