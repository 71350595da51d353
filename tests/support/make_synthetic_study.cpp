// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/synthetic_study.h"

#include <iostream>

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
    using namespace faultline;
    CLI::App app("Makes a study of drawn images with seeded predictions.");
    std::string file;
    tests::SyntheticOptions options;
    options.samples = 10000;
    options.failures = 500;
    options.features = 512;
    options.batch = 25000;
    bool unfinished = false;
    app.add_option("file", file, "The new study")->required();
    app.add_option("--samples", options.samples, "Images of the run");
    app.add_option("--failures", options.failures, "Failures among them");
    app.add_option("--name-end", options.nameEnd, "Stands at the end of every class's name");
    app.add_option("--classes", options.classes, "Classes of the set")->check(CLI::Range(2, 65535));
    app.add_option("--features", options.features, "Penultimate features of an image");
    app.add_option("--batch", options.batch, "Images a commit")->check(CLI::PositiveNumber);
    app.add_option("--seed", options.seed, "Seed of everything drawn");
    app.add_flag("--unfinished", unfinished, "Without controls");
    CLI11_PARSE(app, argc, argv);
    options.completion = unfinished ? tests::Completion::Visited : tests::Completion::Finished;
    try {
        const study::Study study = tests::makeSyntheticStudy(file, options);
        std::cout << study.path().string() << "\n";
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
