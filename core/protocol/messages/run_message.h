// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/model/device_info.h"
#include "core/model/model_info.h"
#include "core/model/results.h"
#include "core/model/run_options.h"
#include "core/protocol/message_name.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline::protocol {

/// Each run has a number; its events carry it, and events of an older run are dropped.
struct RunRequest {
    std::uint64_t run = 0;
    std::string dataset;
    std::string model;
    model::RunOptions options;
    std::uint32_t startPosition = 0; ///< 0, or where an interrupted run stopped
};
/// What is done before data set and model are accepted, where it takes a while.
struct Preparing {
    std::uint64_t run = 0;
    std::string what; ///< "Finding the preprocessing"
    std::uint64_t done = 0;
    std::uint64_t total = 0; ///< at most so much; done ÷ total never falls while `what` stays the same
    /// Of the search for the preprocessing: what is known of each candidate. The first `contenders` are still
    /// in the search, the others are clearly worse.
    std::vector<model::PreprocessingTrial> trials{};
    std::uint32_t contenders = 0;
};
/// Ends the search for the preprocessing of this run with one of its candidates. Nothing happens where it is
/// over, or where that is no candidate.
struct TakeCandidate {
    std::uint64_t run = 0;
    model::Preprocessing preprocessing;
    bool maxPool = false; ///< the form of the stem that goes with it
};
/// Data set and model are accepted; batches follow.
struct Opened {
    std::uint64_t run = 0;
    dataset::DatasetInfo dataset;
    model::ModelInfo model;
    model::DeviceInfo device;
    std::uint32_t positions = 0; ///< images the whole run visits
    /// For so long images were computed before, to measure a screening's bound: part of the run's time.
    std::uint32_t screeningMilliseconds = 0;
};
struct BatchDone {
    std::uint64_t run = 0;
    model::BatchReport report;
};

template <>
struct MessageName<RunRequest> {
    static constexpr std::string_view value = "run";
};
template <>
struct MessageName<Preparing> {
    static constexpr std::string_view value = "preparing";
};
template <>
struct MessageName<TakeCandidate> {
    static constexpr std::string_view value = "take_candidate";
};
template <>
struct MessageName<Opened> {
    static constexpr std::string_view value = "opened";
};
template <>
struct MessageName<BatchDone> {
    static constexpr std::string_view value = "batch";
};

void write(const RunRequest& message, MessageWriter& to);
void read(const Members& from, RunRequest& message);
void write(const Preparing& message, MessageWriter& to);
void read(const Members& from, Preparing& message);
void write(const TakeCandidate& message, MessageWriter& to);
void read(const Members& from, TakeCandidate& message);
void write(const Opened& message, MessageWriter& to);
void read(const Members& from, Opened& message);
void write(const BatchDone& message, MessageWriter& to);
void read(const Members& from, BatchDone& message);

/// The member "options" of a run's or samples' request; refuses what validate() refuses.
[[nodiscard]] model::RunOptions optionsFrom(const Members& from);

} // namespace faultline::protocol
