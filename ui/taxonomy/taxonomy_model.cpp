// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/taxonomy_model.h"

#include "ui/taxonomy/colour_swatch.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QGuiApplication>

namespace faultline::ui {

TaxonomyModel::TaxonomyModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void TaxonomyModel::setView(report::TaxonomyView view, Counts counts) {
    beginResetModel();
    m_counts = counts;
    m_view = std::move(view);
    endResetModel();
}

report::TaxonomyView::Use TaxonomyModel::use(int row) const {
    const auto found = m_view.uses.find(mode(row).id);
    return found == m_view.uses.end() ? report::TaxonomyView::Use() : found->second;
}

int TaxonomyModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_view.taxonomy.modes().size());
}

int TaxonomyModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns);
}

QString TaxonomyModel::text(const labels::Mode& mode, int row, int column) const {
    switch (column) {
    case Keys:
        return mode.digit ? tr("%1  %2").arg(QLatin1Char(*mode.digit)).arg(QLatin1Char(mode.letter))
                          : QString(QLatin1Char(mode.letter));
    case Name:
        return QString::fromStdString(mode.name);
    case Labels:
        return showsCounts() ? countText(use(row).labels) : QStringLiteral("–");
    case State:
        break;
    default:
        return {};
    }
    QStringList parts;
    for (const labels::Mode* part : m_view.taxonomy.partsOf(mode))
        parts << QString::fromStdString(part->name);
    if (!parts.isEmpty())
        return tr("split into %1").arg(parts.join(QStringLiteral(", ")));
    return use(row).events == 0 ? tr("never given") : QString();
}

QVariant TaxonomyModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const labels::Mode& mode = this->mode(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(mode, index.row(), index.column());
    case Qt::DecorationRole:
        if (index.column() == Name)
            return colourSwatch(QColor(QString::fromStdString(mode.colour)),
                                QString(QLatin1Char(mode.letter)), qGuiApp->devicePixelRatio());
        break;
    case Qt::ToolTipRole:
        return tipOf(QString::fromStdString(mode.definition));
    case Qt::TextAlignmentRole:
        if (index.column() == Labels)
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        break;
    default:
        break;
    }
    return {};
}

QVariant TaxonomyModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case Keys:
        return tr("Keys");
    case Name:
        return tr("Mode");
    case Labels:
        return tr("Labels");
    default:
        return QString();
    }
}

} // namespace faultline::ui
