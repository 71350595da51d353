// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace faultline::ui {

/// Takes files and folders of this machine that are dropped on it, and is framed while they are over it.
class DropTarget : public QWidget {
    Q_OBJECT

public:
    explicit DropTarget(QWidget* parent = nullptr);

Q_SIGNALS:
    void dropped(const QStringList& paths);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void setFramed(bool framed);

    bool m_isFramed = false;
};

} // namespace faultline::ui
