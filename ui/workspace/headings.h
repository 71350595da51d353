// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/items.h"
#include "ui/workspace/labelling.h"
#include "ui/workspace/open_study.h"
#include "ui/workspace/visible_failures.h"

#include <map>

#include <QObject>
#include <QString>

namespace faultline::ui {

/// Under which headings the failures stand.
enum class Heading {
    None,
    Pair,
    Mode,      ///< as the present annotator labelled
    Annotator, ///< who has decided it
    Confidence ///< in tenths
};

/// The headings of the grid: which group a failure belongs to, and what the group is called. Groups stand in
/// the order of classes, of modes, of names, or of confidence; what is not known of stands last.
class Headings : public QObject, public FailureGroups {
    Q_OBJECT

public:
    /// @param study, items, labelling, visible outlive this object
    Headings(const OpenStudy& study, const Items& items, const Labelling& labelling, VisibleFailures& visible,
             QObject* parent = nullptr);

    [[nodiscard]] Heading chosen() const { return m_chosen; }
    void choose(Heading heading);
    /// What a group of VisibleFailures::groups() is called: "cat → dog", "Scale", "ada, ben", "Confidence 90
    /// to 100 %".
    [[nodiscard]] QString text(double rank) const;

    void prepare() override;
    [[nodiscard]] double rankOf(int row) const override;
    [[nodiscard]] bool asksForLabels() const override;

Q_SIGNALS:
    void chosenChanged();

private:
    [[nodiscard]] QString pairText(double rank) const;
    [[nodiscard]] QString modeText(double rank) const;

    const OpenStudy& m_study;
    const Items& m_items;
    const Labelling& m_labelling;
    VisibleFailures& m_visible;
    Heading m_chosen = Heading::None;
    std::map<QString, double> m_deciders; ///< of Heading::Annotator: who, in the order of names
};

/// "none", "pair", "mode", "annotator" and "confidence", to be kept; None for any other word.
[[nodiscard]] QString nameOf(Heading heading);
[[nodiscard]] Heading headingNamed(const QString& name);

} // namespace faultline::ui
