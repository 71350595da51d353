// SPDX-License-Identifier: GPL-3.0-or-later
// make_fuzz_corpus FOLDER: writes the seeds of all fuzz programs, FOLDER/TARGET/NAME. Files that are there
// already, and what a fuzz program once found, are kept.
#include "tests/fuzz/seeds.h"

#include "core/base/files.h"

#include <iostream>

using namespace faultline;

namespace {

constexpr std::size_t seedLimit = 4096; ///< bytes

int write(const std::filesystem::path& folder, const std::vector<fuzz::Seed>& seeds) {
    for (const fuzz::Seed& seed : seeds) {
        const std::filesystem::path file = folder / seed.target / seed.name;
        if (seed.bytes.size() > seedLimit) {
            std::cerr << file << " would have " << seed.bytes.size() << " bytes\n";
            return 1;
        }
        std::filesystem::create_directories(file.parent_path());
        if (std::filesystem::exists(file))
            continue;
        const auto written = base::writeFileAtomically(file, seed.bytes, base::Overwrite::No);
        if (!written) {
            std::cerr << written.error().message << "\n";
            return 1;
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: make_fuzz_corpus FOLDER\n";
        return 2;
    }
    for (const auto& seeds : {fuzz::modelSeeds(), fuzz::setSeeds(), fuzz::exchangeSeeds()})
        if (const int failed = write(argv[1], seeds))
            return failed;
    return 0;
}
