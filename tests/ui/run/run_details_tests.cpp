// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"
#include "core/model/run_header.h"
#include "ui/run/run_details.h"

#include <catch2/catch.hpp>

using namespace faultline;
using model::PreprocessingBasis;

namespace {

model::RunHeader header() {
    model::RunHeader header;
    header.dataset.name = "<b>CIFAR</b>";
    header.dataset.size = 10'000;
    header.model.architecture = "resnet20";
    header.model.statedAccuracy = 0.9178;
    header.model.preprocessing = *model::parsedPreprocessing("imagenet");
    header.positions = 10'000;
    return header;
}

bool says(const model::RunHeader& header, const QString& part) {
    return ui::RunDetails::html(header).contains(part);
}

} // namespace

TEST_CASE("Run details show the stated accuracy, the preprocessing and how it is known") {
    model::RunHeader known = header();
    known.model.basis = PreprocessingBasis::Metadata;
    CHECK(says(known, QStringLiteral("91.78 %")));
    CHECK(says(known, QStringLiteral("mean 0.485 0.456 0.406, std 0.229 0.224 0.225")));
    CHECK(says(known, QStringLiteral("The model's file says it.")));
    CHECK_FALSE(says(known, QStringLiteral("Mean log-likelihood")));
}

TEST_CASE("Run details show every figure of what was tried, and that the choice is uncertain") {
    model::RunHeader found = header();
    found.model.basis = PreprocessingBasis::Likeliest;
    found.model.trials = {{found.model.preprocessing, false, 10'000, 9'173, -0.3727},
                          {*model::parsedPreprocessing("unit"), true, 500, 220, -3.1843}};
    for (const char* part : {"Uncertain", "imagenet", "827", "-0.3727", "unit, max-pool", "280", "44.00 %"})
        CHECK(says(found, QString::fromLatin1(part)));
}

TEST_CASE("Run details tell by reason what the set leaves out, and what speaks against an order of numbers") {
    model::RunHeader found = header();
    found.dataset.unreadableCount = 1;
    found.dataset.unreadable = {"cat/1.png: it is cut short"};
    found.dataset.leftOut = {{"hidden files and folders", 1'200, "<.a>, .b"},
                             {"it is cut short", 1, "cat/1.png"}};
    for (const char* part : {"Left out", "hidden files and folders: 1,200", "&lt;.a&gt;, .b",
                             "Unreadable files", "cat/1.png: it is cut short"})
        CHECK(says(found, QString::fromLatin1(part)));
    CHECK_FALSE(says(header(), QStringLiteral("Left out")));

    found.model.format = "predictions";
    CHECK(ui::RunDetails::html(found, QStringLiteral("the <accuracy> is no better"))
              .contains(QStringLiteral("the &lt;accuracy&gt; is no better")));
    CHECK_FALSE(says(found, QStringLiteral("Doubt")));
}

TEST_CASE("Run details escape what a file says") {
    model::RunHeader hostile = header();
    hostile.model.metadata = {{"<i>key</i>", "<img src=x>"}};
    CHECK_FALSE(says(hostile, QStringLiteral("<b>CIFAR")));
    CHECK_FALSE(says(hostile, QStringLiteral("<i>")));
    CHECK_FALSE(says(hostile, QStringLiteral("<img")));
    CHECK(says(hostile, QStringLiteral("&lt;img src=x&gt;")));
}

TEST_CASE("Run details say why a run was not made in the precision that was asked for") {
    model::RunHeader run = header();
    run.device.precision = "fp32";
    CHECK_FALSE(says(run, QStringLiteral("Why not another")));
    run.device.precisionReason = "no <bf16>";
    CHECK(says(run, QStringLiteral("Why not another")));
    CHECK(says(run, QStringLiteral("no &lt;bf16&gt;")));
}

TEST_CASE("Run details of imported predictions say whose they are instead of a device") {
    model::RunHeader imported = header();
    imported.model.format = "predictions";
    imported.options.modelName = "<i>ViT</i>-B/16";
    imported.device = {"none", "computed elsewhere", "unknown", "", "imported", 0};
    CHECK(says(imported, QStringLiteral("elsewhere: Predictions of &lt;i&gt;ViT&lt;/i&gt;-B/16, imported")));
    CHECK_FALSE(says(imported, QStringLiteral("unknown")));
    CHECK_FALSE(says(imported, QStringLiteral("Precision")));
    CHECK(says(header(), QStringLiteral("Precision")) == !header().device.precision.empty());
}
