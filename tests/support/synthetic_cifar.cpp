// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/synthetic_cifar.h"

#include "core/base/random.h"
#include "core/dataset/cifar/cifar10.h"
#include "tests/support/temporary_folder.h"

namespace faultline::tests {

namespace {

using dataset::cifarSide;

/// Planar red, green and blue of one image.
void draw(std::uint32_t label, base::Random& random, std::uint8_t* planes) {
    const std::size_t place = 6 + random.below(20);
    const std::size_t width = 2 + random.below(4);
    const std::uint64_t tint = random.next();
    for (std::size_t y = 0; y < cifarSide; ++y) {
        for (std::size_t x = 0; x < cifarSide; ++x) {
            const std::size_t along = label % 2 == 0 ? x + y * (label / 2) / 8 : y + x * (label / 2) / 8;
            const bool bar = along >= place && along < place + width;
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const bool coloured = ((label + 1) >> channel) & 1;
                const std::size_t ground = 40 + 3 * y + (tint >> (8 * channel)) % 64;
                planes[(channel * cifarSide + y) * cifarSide + x] =
                    static_cast<std::uint8_t>(bar ? (coloured ? 230 : 20) : ground);
            }
        }
    }
}

} // namespace

base::Bytes syntheticRecords(std::uint32_t count, std::uint64_t seed) {
    base::Random random(seed);
    base::Bytes records(count * dataset::cifarRecordBytes);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint8_t* const record = records.data() + i * dataset::cifarRecordBytes;
        record[0] = static_cast<std::uint8_t>(i % 10);
        draw(i % 10, random, record + 1);
    }
    return records;
}

base::Bytes syntheticCifar100Records(std::uint32_t count, std::uint64_t seed) {
    base::Random random(seed);
    constexpr std::size_t recordBytes = 2 + dataset::cifarPixelBytes;
    base::Bytes records(count * recordBytes);
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint8_t* const record = records.data() + i * recordBytes;
        record[0] = static_cast<std::uint8_t>(i % 20);
        record[1] = static_cast<std::uint8_t>(i % 100);
        draw(i % 100, random, record + 2);
    }
    return records;
}

void writeSyntheticCifar(const std::filesystem::path& folder, const SyntheticCifar& set) {
    std::filesystem::create_directories(folder);
    std::uint64_t seed = set.seed;
    for (const dataset::OfficialFile& file : dataset::officialCifar10Files()) {
        const bool test = file.name == "test_batch.bin";
        writeBytes(folder / file.name,
                   syntheticRecords(test ? set.testRecords : set.trainRecordsPerFile, seed));
        seed += 1000;
    }
    writeText(folder / "batches.meta.txt", dataset::cifar10MetaText());
}

} // namespace faultline::tests
