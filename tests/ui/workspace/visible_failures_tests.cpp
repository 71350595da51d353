// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/visible_failures.h"

#include <numeric>

#include <QSignalSpy>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using workbench::SortDirection;
using workbench::SortKey;

namespace {

struct Source {
    // sample, truth, predicted, confidence, margin
    std::vector<model::Prediction> failures{
        {SampleIndex(40), ClassId(3), ClassId(5), 0.9F, 0.80F},
        {SampleIndex(10), ClassId(5), ClassId(3), 0.5F, 0.05F},
        {SampleIndex(30), ClassId(3), ClassId(4), 0.7F, 0.50F},
        {SampleIndex(20), ClassId(3), ClassId(5), 0.6F, 0.30F},
    };
    std::vector<labels::Judgement> judgements{4, labels::Judgement()};
    ui::VisibleFailures visible;

    Source() { visible.setSource(&failures, &judgements); }

    void arrive(const model::Prediction& failure) {
        failures.push_back(failure);
        judgements.emplace_back();
        visible.sourceGrew(static_cast<int>(failures.size()) - 1);
    }
    void judge(int row, const labels::Judgement& judgement) {
        judgements[static_cast<std::size_t>(row)] = judgement;
        visible.judgementsChanged(std::vector<int>{row});
    }
};

const labels::Judgement scale = labels::Judgement::of(base::ModeId(1));
using Rows = std::vector<int>;

} // namespace

TEST_CASE("Failures are shown in arrival order unless they are sorted") {
    Source source;
    CHECK(source.visible.rows() == Rows{0, 1, 2, 3});
    const auto sorted = [&](SortKey key, SortDirection direction) {
        source.visible.setSorting({key, direction});
        return source.visible.rows();
    };
    CHECK(sorted(SortKey::Confidence, SortDirection::Ascending) == Rows{1, 3, 2, 0});
    CHECK(sorted(SortKey::Confidence, SortDirection::Descending) == Rows{0, 2, 3, 1});
    CHECK(sorted(SortKey::Margin, SortDirection::Ascending) == Rows{1, 3, 2, 0});
    CHECK(sorted(SortKey::Index, SortDirection::Ascending) == Rows{1, 3, 2, 0});
    CHECK(sorted(SortKey::ClassPair, SortDirection::Ascending) == Rows{2, 0, 3, 1});
    CHECK(sorted(SortKey::Arrival, SortDirection::Descending) == Rows{3, 2, 1, 0});
}

TEST_CASE("At equal numbers failures stand in arrival order in both directions") {
    Source source;
    source.arrive({SampleIndex(50), ClassId(3), ClassId(5), 0.9F, 0.80F});
    source.arrive({SampleIndex(60), ClassId(5), ClassId(3), 0.5F, 0.05F});
    const auto sorted = [&](SortKey key, SortDirection direction) {
        source.visible.setSorting({key, direction});
        return source.visible.rows();
    };
    CHECK(sorted(SortKey::Confidence, SortDirection::Ascending) == Rows{1, 5, 3, 2, 0, 4});
    CHECK(sorted(SortKey::Confidence, SortDirection::Descending) == Rows{0, 4, 2, 3, 1, 5});
    CHECK(sorted(SortKey::ClassPair, SortDirection::Descending) == Rows{1, 5, 0, 3, 4, 2});
}

TEST_CASE("The grid's order is that of the workbench, by every key in both directions") {
    Source source;
    source.arrive({SampleIndex(50), ClassId(3), ClassId(5), 0.9F, 0.80F});
    source.arrive({SampleIndex(60), ClassId(5), ClassId(3), 0, 0});
    for (const SortKey key :
         {SortKey::Arrival, SortKey::Confidence, SortKey::Margin, SortKey::Index, SortKey::ClassPair}) {
        for (const SortDirection direction : {SortDirection::Ascending, SortDirection::Descending}) {
            source.visible.setSorting({key, direction});
            const auto places = workbench::sortedPlaces({key, direction}, source.failures);
            CHECK(source.visible.rows() == Rows(places.begin(), places.end()));
        }
    }
}

TEST_CASE("A filter needs every condition to hold, and positions follow it") {
    Source source;
    source.visible.setFilter({ClassId(3), ClassId(5), std::nullopt});
    CHECK(source.visible.rows() == Rows{0, 3});
    CHECK(source.visible.positionOf(3) == 1);
    CHECK(source.visible.positionOf(1) == -1);
    CHECK(source.visible.positionOf(99) == -1);
}

TEST_CASE("New failures never move those that are shown") {
    Source source;
    source.visible.setSorting({SortKey::Confidence, SortDirection::Ascending});
    const Rows before = source.visible.rows();
    source.arrive({SampleIndex(50), ClassId(1), ClassId(2), 0.1F, 0.0F});

    Rows expected = before;
    expected.push_back(4);
    CHECK(source.visible.rows() == expected);
    CHECK(source.visible.unsortedCount() == 1);

    source.visible.sortAgain();
    CHECK(source.visible.rows() == Rows{4, 1, 3, 2, 0});
    CHECK(source.visible.unsortedCount() == 0);
}

TEST_CASE("In arrival order a new failure is where it belongs") {
    Source source;
    source.arrive({SampleIndex(50), ClassId(1), ClassId(2), 0.1F, 0.0F});
    CHECK(source.visible.rows() == Rows{0, 1, 2, 3, 4});
    CHECK(source.visible.unsortedCount() == 0);
}

TEST_CASE("A new failure that does not pass the filter is not shown") {
    Source source;
    source.visible.setFilter({ClassId(3), std::nullopt, std::nullopt});
    const QSignalSpy inserted(&source.visible, &ui::VisibleFailures::inserted);
    source.arrive({SampleIndex(50), ClassId(1), ClassId(2), 0.1F, 0.0F});
    CHECK(source.visible.rows() == Rows{0, 2, 3});
    CHECK(inserted.isEmpty());
    CHECK(source.visible.positionOf(4) == -1);
}

TEST_CASE("A labelled failure leaves the unlabelled ones and returns to its sorted place") {
    Source source;
    source.visible.setSorting({SortKey::Confidence, SortDirection::Ascending});
    source.visible.setFilter({std::nullopt, std::nullopt, labels::Judgement()});
    source.judge(3, scale);
    CHECK(source.visible.rows() == Rows{1, 2, 0});
    CHECK(source.visible.positionOf(2) == 1);
    source.judge(3, labels::Judgement());
    CHECK(source.visible.rows() == Rows{1, 3, 2, 0});
    CHECK(source.visible.positionOf(0) == 3);
}

TEST_CASE("Labels change nothing while the filter does not ask for them") {
    Source source;
    const QSignalSpy removed(&source.visible, &ui::VisibleFailures::removed);
    const QSignalSpy reset(&source.visible, &ui::VisibleFailures::wasReset);
    source.judge(0, scale);
    CHECK(removed.isEmpty());
    CHECK(reset.isEmpty());
}

namespace {

/// By label, as an annotator gave it.
struct ByLabel : ui::FailureGroups {
    const Source& source;

    explicit ByLabel(const Source& its)
        : source(its) {}
    void prepare() override {}
    [[nodiscard]] double rankOf(int row) const override {
        return workbench::labelRank(source.judgements[static_cast<std::size_t>(row)]).value_or(1e15);
    }
    [[nodiscard]] bool asksForLabels() const override { return true; }
};

} // namespace

TEST_CASE("Sorted by label nothing moves under the eye: it is told, and sorting again brings it in") {
    Source source;
    source.judge(2, scale);
    source.visible.setSorting({SortKey::Label, SortDirection::Ascending});
    CHECK(source.visible.rows() == Rows{2, 0, 1, 3});
    const QSignalSpy told(&source.visible, &ui::VisibleFailures::unsortedCountChanged);
    source.judge(3, labels::Judgement::none());
    CHECK(source.visible.rows() == Rows{2, 0, 1, 3});
    CHECK(source.visible.staleCount() == 1);
    CHECK(told.size() == 1);
    source.judge(3, {});
    CHECK(source.visible.staleCount() == 0);
    source.judge(3, scale);
    source.visible.sortAgain();
    CHECK(source.visible.rows() == Rows{2, 3, 0, 1});
    CHECK(source.visible.staleCount() == 0);
    // One that comes back stands where it belongs, beside others that are not where they would be.
    source.judge(0, scale);
    source.visible.setFilter(workbench::with({}, labels::Judgement()));
    source.judge(2, {});
    CHECK(source.visible.rows() == Rows{1, 2});
}

TEST_CASE("Groups stand one after the other in the order of their ranks, sorted within") {
    Source source;
    ByLabel groups(source);
    source.judge(3, scale);
    source.judge(0, scale);
    source.visible.setSorting({SortKey::Confidence, SortDirection::Ascending});
    source.visible.setGroups(&groups);
    CHECK(source.visible.rows() == Rows{3, 0, 1, 2});
    REQUIRE(source.visible.groups().size() == 2);
    CHECK(source.visible.groups()[0].first == 0);
    CHECK(source.visible.groups()[0].count == 2);
    CHECK(source.visible.groups()[1].first == 2);
    CHECK(source.visible.groups()[1].count == 2);
    source.judge(1, scale);
    CHECK(source.visible.rows() == Rows{3, 0, 1, 2});
    CHECK(source.visible.staleCount() == 1);
    source.arrive({SampleIndex(50), ClassId(1), ClassId(2), 0.1F, 0.0F});
    CHECK(source.visible.rows() == Rows{3, 0, 1, 2, 4});
    CHECK(source.visible.unsortedCount() == 1);
    source.visible.sortAgain();
    CHECK(source.visible.rows() == Rows{1, 3, 0, 4, 2});
    CHECK(source.visible.groups()[0].count == 3);
    source.visible.setGroups(nullptr);
    CHECK(source.visible.groups().empty());
    CHECK(source.visible.rows() == Rows{4, 1, 3, 2, 0});
}

TEST_CASE("Many changed labels at once give the same rows as a fresh filter") {
    Source source;
    for (std::uint32_t i = 0; i < 100; ++i)
        source.arrive({SampleIndex(100 + i), ClassId(1), ClassId(2), 0.1F, 0.0F});
    source.visible.setFilter({std::nullopt, std::nullopt, scale});
    CHECK(source.visible.count() == 0);
    std::vector<int> changed(60);
    std::iota(changed.begin(), changed.end(), 20);
    for (const int row : changed)
        source.judgements[static_cast<std::size_t>(row)] = scale;
    source.visible.judgementsChanged(changed);
    CHECK(source.visible.rows() == changed);
}
