// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/taxonomy/note_model.h"

#include "ui/text/plain_text.h"

#include <algorithm>

#include <QGuiApplication>
#include <QPixmap>

namespace faultline::ui {

NoteModel::NoteModel(PixelSource& pixels, QObject* parent)
    : QAbstractListModel(parent)
    , m_pixels(pixels) {
    connect(&pixels, &PixelSource::arrived, this, &NoteModel::announce);
}

void NoteModel::setNotes(std::vector<Note> notes) {
    beginResetModel();
    m_notes = std::move(notes);
    endResetModel();
}

int NoteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_notes.size());
}

QVariant NoteModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Note& note = m_notes[static_cast<std::size_t>(index.row())];
    const QString text = tr("#%1: %2").arg(note.sample.value).arg(note.text);
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case Qt::ToolTipRole:
        return tipOf(text);
    case Qt::DecorationRole: {
        const double ratio = qGuiApp->devicePixelRatio();
        const QImage image = m_pixels.reduced(note.sample, static_cast<int>(pictureSide * ratio));
        if (image.isNull())
            return {};
        QPixmap picture = QPixmap::fromImage(image.scaled(QSize(pictureSide, pictureSide) * ratio,
                                                          Qt::KeepAspectRatio, Qt::FastTransformation));
        picture.setDevicePixelRatio(ratio);
        return picture;
    }
    default:
        return {};
    }
}

void NoteModel::announce(const std::vector<base::SampleIndex>& samples) {
    for (int row = 0; row < rowCount(); ++row)
        if (std::ranges::find(samples, sample(row)) != samples.end())
            Q_EMIT dataChanged(index(row), index(row), {Qt::DecorationRole});
}

} // namespace faultline::ui
