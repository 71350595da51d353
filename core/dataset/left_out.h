// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

#include <string>
#include <vector>

namespace faultline::dataset {

/// Counts by reason what a set leaves out, with the first paths of each; reasons beyond the 50th become one.
class LeftOutTally {
public:
    /// @param path as shortPath() gives it
    void add(const std::string& reason, const std::string& path);
    /// What another tally counted.
    void add(const LeftOutTally& other);
    /// By reason, in alphabetical order.
    [[nodiscard]] std::vector<LeftOut> byReason() const;
    [[nodiscard]] std::uint32_t files() const;

private:
    struct Reason {
        std::string text;
        std::uint32_t files = 0;
        std::vector<std::string> examples;
    };
    Reason& of(const std::string& reason);

    std::vector<Reason> m_reasons;
};

/// "left out are 12: hidden files and folders: 10 (.DS_Store, …); links that lead nowhere: 2 (a.png, b.png)";
/// empty where there are none.
[[nodiscard]] std::string leftOutText(const std::vector<LeftOut>& leftOut);

} // namespace faultline::dataset
