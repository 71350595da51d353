// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/picture_origin.h"
#include "ui/workspace/workspace.h"

#include <optional>

#include <QImage>
#include <QObject>

namespace faultline::ui {

/// The current failure's picture as its file has it, at full resolution, where the data set is still on this
/// computer. It is read off the GUI thread, one file at a time, and only the current one is kept.
class OriginalPicture : public QObject {
    Q_OBJECT

public:
    explicit OriginalPicture(Workspace& workspace, QObject* parent = nullptr);

    /// Reads nothing while it is not wanted, and lets go of what it has.
    void setWanted(bool isWanted);
    /// Of the current failure; null where it is not wanted, not there yet, or there is a problem().
    [[nodiscard]] QImage image() const;
    /// Why the current failure has none, in one sentence; empty: nothing is wrong.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    /// Another image() or problem().
    void changed();

private:
    void look();
    void read(base::SampleIndex sample, const PictureOrigin& origin);
    void take(base::SampleIndex sample, QImage image, const QString& problem);
    [[nodiscard]] bool isAbout(const std::optional<base::SampleIndex>& sample) const;

    Workspace& m_workspace;
    bool m_isWanted = false;
    bool m_isReading = false;
    std::optional<base::SampleIndex> m_sample; ///< whose the following are
    QImage m_image;
    QString m_problem;
};

} // namespace faultline::ui
