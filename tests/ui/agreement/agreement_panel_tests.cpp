// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/agreement/agreement_panel.h"

#include "tests/support/opened_workspace.h"

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;

namespace {

void become(ui::Workspace& workspace, const QString& annotator) {
    workspace.labelling().setAnnotator(annotator);
    REQUIRE(eventually([&] { return workspace.labelling().annotators().contains(annotator); }));
}

bool shows(const ui::AgreementPanel& panel, const QString& words) {
    for (const auto* label : panel.findChildren<QLabel*>())
        if (label->text().contains(words))
            return true;
    return false;
}

} // namespace

TEST_CASE("The panel measures agreement while it is seen, and says what follows") {
    tests::OpenedWorkspace opened;
    ui::AgreementPanel panel(opened.workspace);
    panel.show();
    REQUIRE(eventually([&] { return panel.agreement().has_value(); }));
    CHECK(shows(panel, QStringLiteral("Agreement is not measured: fewer than two annotators")));

    for (const auto& name : {QStringLiteral("ada"), QStringLiteral("ben")}) {
        become(opened.workspace, name);
        for (int row = 0; row < 12; ++row)
            opened.label({row}, opened.mode(static_cast<std::size_t>(row % 3)));
    }
    REQUIRE(eventually([&] { return panel.agreement() && panel.agreement()->units == 12; }));
    CHECK(panel.agreement()->annotators == std::vector<std::string>{"ada", "ben"});
    CHECK(panel.agreement()->krippendorffAlpha.value->estimate == Approx(1));
    CHECK(shows(panel, QStringLiteral("The annotators agree well")));
    CHECK(shows(panel, QStringLiteral("ada and ben")));

    opened.label({0}, labels::Judgement::excluded());
    REQUIRE(eventually([&] { return panel.agreement() && panel.agreement()->units == 11; }));
    CHECK(panel.agreement()->excludedUnits == 12);
}

TEST_CASE("A panel that is not seen measures nothing, and does when it is") {
    tests::OpenedWorkspace opened;
    ui::AgreementPanel panel(opened.workspace);
    opened.label({0}, opened.mode(0));
    QTest::qWait(600);
    CHECK_FALSE(panel.agreement());
    panel.show();
    CHECK(eventually([&] { return panel.agreement().has_value(); }));
    opened.workspace.close();
    CHECK_FALSE(panel.agreement());
}
