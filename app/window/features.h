// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace faultline::ui {

class AdjudicationView;
class AgreementPanel;
class ChartFeed;
class CompareView;
class DecisionsPanel;
class FailuresView;
class Inspector;
class LabelActions;
class OriginActions;
class PairsPanel;
class PlanFirst;
class QueueView;
class RecentMenu;
class RecentStudies;
class RunBar;
class SearchDialog;
class SearchPage;
class SessionActions;
class SingleView;
class StartPage;
class StudyFiles;
class StudySession;
class TaxonomyActions;
class VerdictPage;
class Workspace;

} // namespace faultline::ui

namespace faultline::app {

class FailureMenu;

/// The features of the window, made and given what they need of each other. All are the window's own.
struct Features {
    /// @param workspace, session, recent outlive the window's widgets
    Features(ui::Workspace& workspace, ui::StudySession& session, ui::RecentStudies& recent, QWidget* window);

    ui::StartPage* start;
    ui::RecentMenu* recentMenu;
    ui::LabelActions* labels;
    ui::TaxonomyActions* modes;
    ui::FailuresView* failures;
    ui::PairsPanel* pairs;
    ui::Inspector* inspector;
    ui::SingleView* single;
    ui::CompareView* compare;
    ui::DecisionsPanel* decisions;
    ui::QueueView* queue;
    ui::AdjudicationView* adjudication;
    ui::OriginActions* origin;
    FailureMenu* failureMenu;
    ui::ChartFeed* chart;
    ui::AgreementPanel* agreement;
    ui::VerdictPage* verdict;
    ui::RunBar* run;
    ui::SearchPage* search;         ///< while no study is open
    ui::SearchDialog* searchDialog; ///< beside an open study
    ui::StudyFiles* files;
    ui::SessionActions* sessionActions;
    ui::PlanFirst* planFirst;
};

} // namespace faultline::app
