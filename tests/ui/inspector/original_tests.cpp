// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/original_file.h"
#include "ui/inspector/original_picture.h"
#include "ui/inspector/single_view.h"

#include "core/study/run_entry.h"
#include "tests/support/dataset_files.h"
#include "tests/support/opened_workspace.h"
#include "ui/places/run_sources.h"

#include <QAction>
#include <QBuffer>
#include <QFile>
#include <QSignalSpy>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace fs = std::filesystem;

namespace {

QString text(const fs::path& path) {
    return QString::fromStdString(path.string());
}

void draw(const fs::path& path, const QSize& size, const QColor& colour, const char* format = "PNG") {
    fs::create_directories(path.parent_path());
    QImage image(size, QImage::Format_ARGB32);
    image.fill(colour);
    REQUIRE(image.save(text(path), format));
}

void write(const fs::path& path, const QByteArray& bytes) {
    QFile file(text(path));
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

/// A PNG whose header tells these sides, and nothing behind it.
QByteArray headerOf(quint32 width, quint32 height) {
    QImage one(1, 1, QImage::Format_RGB888);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    one.save(&buffer, "PNG");
    for (int i = 0; i < 4; ++i) {
        bytes[16 + i] = static_cast<char>(width >> (24 - 8 * i));
        bytes[20 + i] = static_cast<char>(height >> (24 - 8 * i));
    }
    quint32 crc = 0xffffffffu; // of the chunk's type and data (PNG, annex D)
    for (int i = 12; i < 29; ++i) {
        crc ^= static_cast<quint8>(bytes[i]);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) != 0 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
    crc = ~crc;
    for (int i = 0; i < 4; ++i)
        bytes[29 + i] = static_cast<char>(crc >> (24 - 8 * i));
    return bytes;
}

std::string problemOf(const fs::path& path) {
    const auto image = ui::readOriginal(path);
    REQUIRE_FALSE(image);
    CHECK(image.error().message.find(path.string()) != std::string::npos);
    return image.error().message;
}

using Catch::Contains;

} // namespace

TEST_CASE("An original is read by its first bytes, and what is transparent lies over white") {
    const tests::TemporaryFolder folder;
    draw(folder / "a.jpg", {300, 200}, QColor(10, 20, 30), "PNG"); // its name says JPEG
    draw(folder / "clear.png", {4, 4}, QColor(255, 0, 0, 0));
    draw(folder / "b.bmp", {5, 7}, Qt::blue, "BMP");
    const auto image = ui::readOriginal(folder / "a.jpg");
    REQUIRE(image);
    CHECK(image->size() == QSize(300, 200));
    CHECK(image->format() == QImage::Format_RGB888);
    CHECK(image->pixelColor(299, 199) == QColor(10, 20, 30));
    CHECK(ui::readOriginal(folder / "clear.png")->pixelColor(1, 1) == QColor(Qt::white));
    CHECK(ui::readOriginal(folder / "b.bmp")->pixelColor(4, 6) == QColor(Qt::blue));
}

TEST_CASE("What is no picture of the worker's formats is refused by its first bytes") {
    const tests::TemporaryFolder folder;
    write(folder / "vector.png", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
    write(folder / "text.png", "no picture");
    write(folder / "empty.png", "");
    write(folder / "gif.png", "GIF89a\x01\x01");
    for (const char* name : {"vector.png", "text.png", "empty.png", "gif.png"})
        CHECK_THAT(problemOf(folder / name), Contains("no PNG, JPEG, WebP, BMP or TIFF"));
    CHECK_THAT(problemOf(folder / "gone.png"), Contains("gone.png"));
    fs::create_directories(folder / "folder.png");
    (void)problemOf(folder / "folder.png");
}

TEST_CASE("A picture that is too large is refused by its header, and a cut one is no picture") {
    const tests::TemporaryFolder folder;
    write(folder / "wide.png", headerOf(16'385, 1));
    write(folder / "many.png", headerOf(8'193, 8'192));
    write(folder / "cut.png", headerOf(100, 100));
    CHECK_THAT(problemOf(folder / "wide.png"), Contains("16,385 × 1 pixels, more than are decoded"));
    CHECK_THAT(problemOf(folder / "many.png"), Contains("8,193 × 8,192 pixels"));
    CHECK_THAT(problemOf(folder / "cut.png"), Contains("can't be decoded"));
}

namespace {

/// A study of an image folder that was made on this computer.
struct Desk {
    OpenedWorkspace opened;
    fs::path set = opened.folder() / "pictures";

    static tests::SyntheticOptions fromFolder() {
        tests::SyntheticOptions options;
        options.origin = tests::Origin::ImageFolder;
        return options;
    }
    Desk()
        : opened(fromFolder()) {
        const ui::StudyThread& study = *opened.workspace.study().thread();
        ui::keepRunSources(QString::fromStdString(study.uuid()),
                           QString::fromStdString(study.runs().front().uuid), {text(set), {}, {}});
    }
    [[nodiscard]] fs::path file(int row) { return set / opened.workspace.items().path(row).toStdString(); }
};

} // namespace

TEST_CASE("The original follows the current failure, and says why where there is none") {
    Desk desk;
    draw(desk.file(0), {120, 80}, Qt::red);
    draw(desk.file(2), {90, 60}, Qt::blue);
    ui::Workspace& workspace = desk.opened.workspace;
    workspace.cursor().setCurrent(0);
    ui::OriginalPicture original(workspace);
    CHECK(original.image().isNull());
    CHECK(original.problem().isEmpty()); // nobody wants it
    original.setWanted(true);
    REQUIRE(eventually([&] { return !original.image().isNull(); }));
    CHECK(original.image().size() == QSize(120, 80));

    workspace.cursor().setCurrent(1);
    CHECK(original.image().isNull()); // never that of another failure
    REQUIRE(eventually([&] { return !original.problem().isEmpty(); }));
    CHECK(original.problem().contains(QStringLiteral("any more")));
    workspace.cursor().setCurrent(2);
    CHECK(original.problem().isEmpty());
    REQUIRE(eventually([&] { return original.image().size() == QSize(90, 60); }));
    original.setWanted(false);
    CHECK(original.image().isNull());
}

TEST_CASE("A picture that is no file, or whose data set is elsewhere, has no original and a reason") {
    OpenedWorkspace opened;
    opened.workspace.cursor().setCurrent(0);
    ui::OriginalPicture original(opened.workspace);
    original.setWanted(true);
    CHECK(original.problem().contains(QStringLiteral("no files of their own")));
}

TEST_CASE("The single view shows the original while it is asked for, and the study's picture otherwise") {
    Desk desk;
    draw(desk.file(0), {120, 80}, Qt::red);
    ui::Workspace& workspace = desk.opened.workspace;
    workspace.cursor().setCurrent(0);
    ui::ImageView companion;
    ui::SampleDetails details(workspace);
    ui::SingleView view(workspace, companion, details);
    view.resize(400, 400);
    view.show();
    const auto* picture = view.findChild<ui::ImageView*>();
    REQUIRE(eventually([&] { return picture->image().size() == QSize(32, 32); }));
    view.originalAction()->setChecked(true);
    REQUIRE(eventually([&] { return picture->image().size() == QSize(120, 80); }));
    CHECK(view.accessibleName().contains(QStringLiteral("original, 120 × 80 pixels")));
    view.hide(); // the grid is shown: nothing large is kept
    view.show();
    REQUIRE(eventually([&] { return picture->image().size() == QSize(120, 80); }));
    view.originalAction()->setChecked(false);
    CHECK(picture->image().size() == QSize(32, 32));
}
