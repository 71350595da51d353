// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/open_options.h"
#include "core/inference/opened_model.h"
#include "core/protocol/messages.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace faultline::protocol {

enum class SessionEnding {
    InputEnded,     ///< the application closed its end: the normal way
    BrokenExchange, ///< it sent what is no protocol; a Failed event said so
    OutputClosed,   ///< nobody reads the events any more
};

/// What a program brings to be a worker. All functions but `ended` and `log` run on the thread of serve().
struct WorkerBackend {
    std::string program; ///< name and version
    std::function<Description()> describe;
    std::function<base::Result<std::unique_ptr<dataset::ImageSet>>(const std::string& path,
                                                                   const dataset::OpenOptions& options)>
        openImages;
    /// The images tell what the model will see; they outlive it.
    std::function<base::Result<inference::OpenedModel>(
        const std::string& path, const model::RunOptions& options, const dataset::ImageSet& images)>
        openModel;
    /// Called from whichever thread notices the end, while a batch may still be computed: a program ends its
    /// process here. Where it returns, or is empty, serve() returns after that batch.
    std::function<void(SessionEnding)> ended;
    std::function<void(std::string_view)> log; ///< any thread; may be empty
};

/// The worker's side of the protocol on two file descriptors: greets, then answers requests in their order on
/// the calling thread, while a reader thread answers pings and takes cancellations at once. A run opens its
/// data set and model anew; a samples request uses those of the request before it where they are the same.
SessionEnding serve(int input, int output, const WorkerBackend& backend);

} // namespace faultline::protocol
