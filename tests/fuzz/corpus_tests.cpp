// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/target.h"

#include "core/base/files.h"

#include <catch2/catch.hpp>

using namespace faultline;

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t seedLimit = 1 << 16; ///< bytes

std::vector<fs::path> seedsOf(const fuzz::Target& target) {
    std::vector<fs::path> seeds;
    for (const auto& entry : fs::directory_iterator(fs::path(FAULTLINE_SOURCE_DIR) / "tests" / "fuzz" /
                                                    "corpus" / std::string(target.name)))
        seeds.push_back(entry.path());
    return seeds;
}

} // namespace

TEST_CASE("No seed of the fuzz corpus breaks a reader") {
    for (const fuzz::Target& target : fuzz::targets()) {
        const std::vector<fs::path> seeds = seedsOf(target);
        CHECK_FALSE(seeds.empty());
        for (const fs::path& seed : seeds) {
            CAPTURE(seed.string());
            const auto bytes = base::readFile(seed, seedLimit);
            REQUIRE(bytes.has_value());
            CHECK_NOTHROW(target.run(*bytes));
        }
    }
}

TEST_CASE("No beginning of a seed of the fuzz corpus breaks a reader") {
    for (const fuzz::Target& target : fuzz::targets()) {
        if (target.name == "python_set" || target.name == "image_folder") // files, and much on stderr
            continue;
        for (const fs::path& seed : seedsOf(target)) {
            CAPTURE(seed.string());
            base::Bytes bytes = *base::readFile(seed, seedLimit);
            for (; !bytes.empty(); bytes.resize(bytes.size() - 1 - bytes.size() / 64)) {
                CAPTURE(bytes.size());
                CHECK_NOTHROW(target.run(bytes));
            }
        }
    }
}
