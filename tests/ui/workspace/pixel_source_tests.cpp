// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/database.h"
#include "tests/support/first_run.h"
#include "tests/support/opened_workspace.h"
#include "ui/workspace/pixel_source.h"

#include <catch2/catch.hpp>

#include <QSignalSpy>

using namespace faultline;
using namespace faultline::tests;

namespace {

/// A closed study whose first failure's picture says that it is square, of one channel, with bytes that fit.
base::SampleIndex makeGreyStudy(const std::filesystem::path& path, int side) {
    const auto failures = failuresOf(makeSyntheticStudy(path));
    const base::SampleIndex sample = failures.value().front().sample;
    study::Database database = std::move(*study::Database::open(path, study::Database::Mode::Write));
    REQUIRE(database.writing([&]() -> base::Result<> {
        database
            .query("UPDATE pictures SET width = ?1, height = ?1, channels = 1, pixels = zeroblob(?1 * ?1) "
                   "WHERE sample = ?2")
            .with(side, sample.value)
            .run();
        return {};
    }));
    return sample;
}

} // namespace

TEST_CASE("A stored picture without three channels is lost to the window, and never read beyond its bytes") {
    const TemporaryFolder folder;
    const int side = GENERATE(32, 7000); // pixels
    CAPTURE(side);
    const base::SampleIndex sample = makeGreyStudy(folder / "grey.faultline", side);
    ui::PixelSource pictures;
    QSignalSpy failed(&pictures, &ui::PixelSource::failed);
    pictures.setStudy(std::make_shared<ui::StudyThread>(
        study::Study::open(folder / "grey.faultline", study::Access::ReadOnly).value()));
    CHECK(pictures.image(sample).isNull());
    REQUIRE(eventually([&] { return failed.count() == 1; }));
    CHECK(failed.first().first().toString().contains(QStringLiteral("the study is damaged")));
    CHECK(pictures.image(sample).isNull());
    pictures.setStudy(nullptr);
}

TEST_CASE("A picture reaches the window row by row, also where its rows are no multiple of four bytes") {
    const base::Bytes pixels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
    const QImage image = ui::toQImage(*base::ImageView::make(3, 2, 3, pixels));
    REQUIRE(image.size() == QSize(3, 2));
    CHECK(image.pixelColor(0, 0) == QColor(1, 2, 3));
    CHECK(image.pixelColor(2, 0) == QColor(7, 8, 9));
    CHECK(image.pixelColor(0, 1) == QColor(10, 11, 12));
    CHECK(image.pixelColor(2, 1) == QColor(16, 17, 18));
}
