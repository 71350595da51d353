// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/pixel_source.h"

#include <vector>

#include <QAbstractListModel>

namespace faultline::ui {

/// What somebody noted where none of the modes is it, each with its picture.
class NoteModel : public QAbstractListModel {
    Q_OBJECT

public:
    static constexpr int pictureSide = 64; ///< device-independent pixels

    struct Note {
        base::SampleIndex sample;
        QString text;
    };

    /// @param pixels outlives the model
    explicit NoteModel(PixelSource& pixels, QObject* parent = nullptr);

    void setNotes(std::vector<Note> notes);
    [[nodiscard]] base::SampleIndex sample(int row) const {
        return m_notes[static_cast<std::size_t>(row)].sample;
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    void announce(const std::vector<base::SampleIndex>& samples);

    PixelSource& m_pixels;
    std::vector<Note> m_notes;
};

} // namespace faultline::ui
