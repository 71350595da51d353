// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"
#include "core/imaging/imaging.h"
#include "ui/workspace/workspace.h"

#include <vector>

#include <QObject>
#include <QStringList>

namespace faultline::ui {

/// What the inspector tells of a sample beyond its columns.
struct SampleFacts {
    base::SampleIndex sample;
    std::vector<analysis::RankedClass> top; ///< most probable first
    imaging::Measures measures;
    QStringList history; ///< label events as sentences, newest first
};

/// Reads the current failure's facts off the GUI thread whenever it or its labels change.
class SampleDetails : public QObject {
    Q_OBJECT

public:
    explicit SampleDetails(Workspace& workspace, QObject* parent = nullptr);

Q_SIGNALS:
    void ready(const faultline::ui::SampleFacts& facts);
    void cleared();

private:
    void ask();

    Workspace& m_workspace;
};

} // namespace faultline::ui
