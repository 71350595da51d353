// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/verdict_page.h"

#include "tests/support/opened_workspace.h"

#include <numeric>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace {

tests::SyntheticOptions manyFailures() {
    tests::SyntheticOptions options;
    options.samples = 600;
    options.failures = 120;
    return options;
}

struct Page {
    OpenedWorkspace opened{manyFailures()};
    ui::VerdictPage page{opened.workspace, nullptr, 499};

    /// Each failure the mode that goes with its predicted class.
    void labelAll() {
        for (std::size_t mode = 0; mode < 3; ++mode) {
            std::vector<int> rows;
            const auto& failures = opened.workspace.items().failures();
            for (int row = 0; row < static_cast<int>(failures.size()); ++row)
                if (failures[static_cast<std::size_t>(row)].predicted.value % 3 == mode)
                    rows.push_back(row);
            opened.label(rows, opened.mode(mode));
        }
    }
    [[nodiscard]] QString text(const QString& name) const { return page.findChild<QLabel*>(name)->text(); }
};

} // namespace

TEST_CASE("The page says the verdict of the command, and what it stands on") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    const report::Verdict& verdict = *page.page.verdict();
    CHECK(verdict.labelled == 120);
    CHECK(page.text(QStringLiteral("verdictWord")) == QStringLiteral("Clustered"));
    CHECK(page.text(QStringLiteral("verdictSentence")).toStdString() == report::verdictSentence(verdict));
    QStringList all;
    for (const auto* label : page.page.findChildren<QLabel*>())
        all << label->text();
    CHECK(all.contains(QStringLiteral("Does the mode go with which wrong class was predicted?")));
    CHECK(all.contains(QStringLiteral("None of these")));
    CHECK(all.contains(QStringLiteral("not given blind")));
    page.page.copyAction()->trigger();
    CHECK(QGuiApplication::clipboard()->text().toStdString() ==
          report::verdictTable(report::TableFormat::Text, verdict));
}

TEST_CASE("A verdict that no longer holds is not shown, and it is computed anew") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    page.opened.label({0}, labels::Judgement());
    CHECK_FALSE(page.page.verdict().has_value());
    CHECK(page.text(QStringLiteral("verdictWord")).isEmpty());
    CHECK_FALSE(page.page.copyAction()->isEnabled());
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    CHECK(page.page.verdict()->labelled == 119);
    CHECK(page.text(QStringLiteral("verdictWord")) == QStringLiteral("Clustered, provisionally"));
}

TEST_CASE("Nothing is computed while the page is not seen, and without labels there is a sentence") {
    Page page;
    CHECK_FALSE(page.page.verdict().has_value());
    page.page.show();
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    CHECK(page.text(QStringLiteral("verdictWord")).startsWith(QStringLiteral("Not enough labels")));
    page.opened.workspace.close();
    CHECK_FALSE(page.page.verdict().has_value());
}
