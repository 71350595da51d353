// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_chooser.h"

#include "core/study/run_entry.h"
#include "ui/text/plain_text.h"

#include <QSignalBlocker>

namespace faultline::ui {

RunChooser::RunChooser(Workspace& workspace, QWidget* parent)
    : QComboBox(parent)
    , m_workspace(workspace) {
    setObjectName(QStringLiteral("runChooser"));
    setAccessibleName(tr("Run"));
    setTip(this, tr("Which run of the study is shown"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMaximumWidth(320);
    connect(this, &QComboBox::activated, this, [this](int index) {
        m_workspace.setRun(m_workspace.study().thread()->runs()[static_cast<std::size_t>(index)].id);
    });
    connect(&workspace, &Workspace::opened, this, &RunChooser::refresh);
    connect(&workspace, &Workspace::closed, this, &RunChooser::refresh);
    connect(&workspace, &Workspace::runsChanged, this, &RunChooser::refresh);
}

void RunChooser::refresh() {
    {
        const QSignalBlocker quiet(this);
        clear();
        if (m_workspace.study().isOpen())
            for (const study::RunEntry& run : m_workspace.study().thread()->runs()) {
                addItem(QString::fromStdString(run.name));
                if (run.id == m_workspace.study().run())
                    setCurrentIndex(count() - 1);
            }
    }
    const bool isChoice = count() > 1;
    Q_EMIT offered(isChoice);
}

} // namespace faultline::ui
