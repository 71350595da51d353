// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions that were made elsewhere: a table as CSV, JSON or .npy, chosen by the first byte, and what it
// says of an image set.
#include "core/dataset/memory_images.h"
#include "core/predictions/outputs.h"
#include "tests/fuzz/target.h"

#include <cmath>

namespace faultline::fuzz {

namespace {

using predictions::Table;

base::Result<Table> tableOf(std::uint8_t choice, base::ByteView file) {
    switch (choice % 3) {
    case 0:
        return predictions::tableOfCsv(textOf(file));
    case 1:
        return predictions::tableOfJson(textOf(file));
    default:
        return predictions::tableOfNpy(file);
    }
}

const dataset::ImageSet& images() {
    static const auto set = [] {
        dataset::DatasetInfo info;
        info.classes = {"cat", "dog", "7"};
        dataset::MemoryPixels pixels;
        pixels.width = pixels.height = 1;
        pixels.labels = {base::ClassId(0), base::ClassId(1), base::ClassId(2), base::ClassId(1)};
        pixels.pixels.resize(12);
        return dataset::memoryImages(info, pixels).value();
    }();
    return *set;
}

void check(const Table& table) {
    expect(table.logits.empty() || table.logits.size() == table.rows.size() * table.outputs.size(),
           "each row has a logit for each output");
    for (const float logit : table.logits)
        expect(std::isfinite(logit), "logits are finite");
    const auto isShare = [](const std::optional<float>& value) {
        return !value || (*value >= 0 && *value <= 1);
    };
    for (const predictions::Row& row : table.rows) {
        expect(isShare(row.confidence) && isShare(row.margin), "confidence and margin are shares");
        expect(!placeOf(table, row).empty(), "each row has a place");
    }
}

void run(base::ByteView bytes) {
    const auto [choice, rest] = chosenBy(bytes);
    const auto table = tableOf(choice, rest);
    if (!table)
        return;
    check(*table);
    static_cast<void>(predictions::checkRows(*table, images()));
    if (!table->logits.empty())
        return;
    for (const char* rule : {"auto", "name", "order", "[\"cat\", \"dog\", \"7\", \"bird\"]"}) {
        const auto outputs = predictions::predictedOutputs(*table, images().info(), model::classRule(rule));
        if (!outputs)
            continue;
        expect(outputs->ofRows.size() == table->rows.size(), "each row predicts an output");
        for (const std::uint32_t output : outputs->ofRows)
            expect(output < outputs->names.size(), "each output has a name");
    }
}

const Registered registered("predictions", run);

} // namespace

} // namespace faultline::fuzz
