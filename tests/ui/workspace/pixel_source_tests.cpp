// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "core/study/sqlite/database.h"
#include "tests/support/first_run.h"
#include "tests/support/opened_workspace.h"
#include "ui/workspace/pixel_source.h"

#include <algorithm>
#include <stdexcept>

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
    CHECK(pictures.reduced(sample, 32).isNull());
    REQUIRE(eventually([&] { return failed.count() == 1; }));
    CHECK(failed.first().first().toString().contains(QStringLiteral("the study is damaged")));
    CHECK(pictures.reduced(sample, 32).isNull());
    CHECK(pictures.whole(sample).image.isNull());
    pictures.setStudy(nullptr);
}

namespace {

constexpr int largeSide = 700; ///< pixels

/// A closed study all of whose failures have large pictures, each of one colour.
std::vector<base::SampleIndex> makeLargeStudy(const std::filesystem::path& path) {
    const SyntheticOptions options;
    model::BatchReport report = syntheticBatch(options, syntheticPredictions(options), 0);
    std::vector<base::SampleIndex> samples;
    for (model::SampleDetail& failure : report.failures) {
        failure.image = base::Image::blank(largeSide, largeSide / 2);
        std::ranges::fill(failure.image.bytes(), static_cast<std::uint8_t>(failure.sample.value));
        samples.push_back(failure.sample);
    }
    if (!study::Study::create(path, syntheticHeader(options), report) || samples.size() < 3)
        throw std::runtime_error("no study of large pictures");
    return samples;
}

/// Pictures of that study, and how they arrived.
struct LargePictures {
    explicit LargePictures(std::size_t capacity = ui::PixelSource::defaultCapacity)
        : samples(makeLargeStudy(folder / "large.faultline"))
        , source(nullptr, capacity)
        , arrived(&source, &ui::PixelSource::arrived) {
        source.setStudy(std::make_shared<ui::StudyThread>(
            study::Study::open(folder / "large.faultline", study::Access::ReadOnly).value()));
    }
    /// Of its colour, wherever it is looked at.
    void check(const QImage& image, base::SampleIndex sample) const {
        const int value = static_cast<int>(sample.value);
        CHECK(image.pixelColor(0, 0) == QColor(value, value, value));
        CHECK(image.pixelColor(image.width() - 1, image.height() - 1) == QColor(value, value, value));
    }
    QImage reduced(base::SampleIndex sample, int longest) {
        REQUIRE(eventually([&] {
            const QImage image = source.reduced(sample, longest);
            return std::max(image.width(), image.height()) == std::min(longest, largeSide);
        }));
        return source.reduced(sample, longest);
    }

    TemporaryFolder folder;
    std::vector<base::SampleIndex> samples;
    ui::PixelSource source;
    QSignalSpy arrived;
};

} // namespace

TEST_CASE("A tile gets a copy that is no larger than it asked for, and a larger one once that is there") {
    LargePictures pictures;
    for (const base::SampleIndex sample : pictures.samples) {
        const QImage image = pictures.reduced(sample, 64);
        CHECK(image.size() == QSize(64, 32));
        pictures.check(image, sample);
    }
    const base::SampleIndex sample = pictures.samples[1];
    CHECK(pictures.source.reduced(sample, 300).size() == QSize(64, 32)); // meanwhile
    CHECK(pictures.reduced(sample, 300).size() == QSize(300, 150));
    CHECK(pictures.source.reduced(sample, 64).size() == QSize(300, 150)); // the larger one serves, too
    CHECK(pictures.reduced(sample, 2 * largeSide).size() == QSize(largeSide, largeSide / 2));
}

TEST_CASE("The single view gets the whole picture, and until then the tile's copy") {
    LargePictures pictures;
    const base::SampleIndex sample = pictures.samples[0];
    static_cast<void>(pictures.reduced(sample, 64));
    const ui::PixelSource::Picture meanwhile = pictures.source.whole(sample);
    CHECK_FALSE(meanwhile.isWhole);
    CHECK(meanwhile.image.size() == QSize(64, 32));
    REQUIRE(eventually([&] { return pictures.source.whole(sample).isWhole; }));
    const QImage whole = pictures.source.whole(sample).image;
    CHECK(whole.size() == QSize(largeSide, largeSide / 2));
    pictures.check(whole, sample);
}

TEST_CASE("Of whole pictures that are asked for one after the other the first and the last are read") {
    LargePictures pictures;
    for (const base::SampleIndex sample : pictures.samples)
        CHECK(pictures.source.whole(sample).image.isNull());
    const base::SampleIndex last = pictures.samples.back();
    REQUIRE(eventually([&] { return pictures.arrived.count() > 0; }));
    CHECK(pictures.arrived.count() == 1); // nobody looks at the first one any more
    CHECK(pictures.source.whole(last).isWhole);
    pictures.check(pictures.source.whole(last).image, last);
    CHECK_FALSE(pictures.source.whole(pictures.samples[0]).isWhole); // one is held
}

TEST_CASE("A view of more large pictures than once filled the cache comes to rest") {
    LargePictures pictures(std::size_t{64} << 10); // less than one whole picture has
    int asked = 0;
    const auto paint = [&] {
        ++asked;
        bool isAll = true;
        for (const base::SampleIndex sample : pictures.samples)
            isAll = !pictures.source.reduced(sample, 48).isNull() && isAll;
        return isAll;
    };
    paint();
    QObject::connect(&pictures.source, &ui::PixelSource::arrived, &pictures.source, [&] { paint(); });
    REQUIRE(eventually(paint));
    const auto arrivals = pictures.arrived.count();
    CHECK(arrivals <= static_cast<qsizetype>(pictures.samples.size()));
    QCoreApplication::processEvents();
    CHECK(pictures.arrived.count() == arrivals);
}

TEST_CASE("A picture that can't be read is lost alone: those that were asked for with it come") {
    const TemporaryFolder folder;
    const base::SampleIndex damaged = makeGreyStudy(folder / "grey.faultline", 32);
    auto opened = study::Study::open(folder / "grey.faultline", study::Access::ReadOnly).value();
    const base::SampleIndex sound = failuresOf(opened).value().back().sample;
    ui::PixelSource pictures;
    QSignalSpy failed(&pictures, &ui::PixelSource::failed);
    pictures.setStudy(std::make_shared<ui::StudyThread>(std::move(opened)));
    CHECK(pictures.reduced(damaged, 32).isNull());
    CHECK(pictures.reduced(sound, 32).isNull());
    REQUIRE(eventually([&] { return !pictures.reduced(sound, 32).isNull(); }));
    CHECK(failed.count() == 1);
    {
        study::Database database =
            std::move(*study::Database::open(folder / "grey.faultline", study::Database::Mode::Write));
        REQUIRE(database.writing([&]() -> base::Result<> {
            database
                .query(
                    "UPDATE pictures SET (width, height, channels, encoding, pixels) = (SELECT width, "
                    "height, channels, encoding, pixels FROM pictures WHERE sample = ?2) WHERE sample = ?1")
                .with(damaged.value, sound.value)
                .run();
            return {};
        }));
    }
    CHECK(pictures.reduced(damaged, 32).isNull()); // it is not asked for again
    QTest::qWait(50);
    CHECK(pictures.reduced(damaged, 32).isNull());
    pictures.forgetLost();
    CHECK(eventually([&] { return !pictures.reduced(damaged, 32).isNull(); }));
    CHECK(failed.count() == 1);
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
