// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/features.h"

#include "app/window/failure_menu.h"
#include "ui/agreement/agreement_panel.h"
#include "ui/charts/chart_feed.h"
#include "ui/consensus/adjudication_view.h"
#include "ui/decisions/decisions_panel.h"
#include "ui/failures/failures_view.h"
#include "ui/inspector/compare_view.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/single_view.h"
#include "ui/labels/label_actions.h"
#include "ui/origin/origin_actions.h"
#include "ui/pairs/pairs_panel.h"
#include "ui/queue/queue_view.h"
#include "ui/run/run_bar.h"
#include "ui/run/search_dialog.h"
#include "ui/run/search_page.h"
#include "ui/session/plan_first.h"
#include "ui/session/session_actions.h"
#include "ui/session/study_files.h"
#include "ui/start/recent_menu.h"
#include "ui/start/start_page.h"
#include "ui/taxonomy/taxonomy_actions.h"
#include "ui/verdict/verdict_page.h"

namespace faultline::app {

Features::Features(ui::Workspace& workspace, ui::StudySession& session, ui::RecentStudies& recent,
                   QWidget* window)
    : start(new ui::StartPage(recent, window))
    , recentMenu(new ui::RecentMenu(recent, window))
    , labels(new ui::LabelActions(workspace, window))
    , modes(new ui::TaxonomyActions(workspace, window))
    , failures(new ui::FailuresView(workspace, window))
    , pairs(new ui::PairsPanel(workspace, window))
    , inspector(new ui::Inspector(workspace, *labels->takeOver(), window))
    , single(new ui::SingleView(workspace, inspector->picture(), inspector->details(), window))
    , compare(new ui::CompareView(workspace, window))
    , decisions(new ui::DecisionsPanel(workspace, window))
    , queue(new ui::QueueView(workspace, window))
    , adjudication(new ui::AdjudicationView(workspace, window))
    , origin(new ui::OriginActions(workspace, window))
    , failureMenu(new FailureMenu(workspace, *labels, *origin, window))
    , chart(new ui::ChartFeed(workspace, window))
    , agreement(new ui::AgreementPanel(workspace, window))
    , verdict(new ui::VerdictPage(workspace, window))
    , run(new ui::RunBar(window))
    , search(new ui::SearchPage(run->cancelAction(), window))
    , searchDialog(new ui::SearchDialog(run->cancelAction(), &session.evaluation(), window))
    , files(new ui::StudyFiles(workspace, window))
    , sessionActions(new ui::SessionActions(workspace, session, window))
    , planFirst(new ui::PlanFirst(workspace, session.evaluation(), window)) {}

} // namespace faultline::app
