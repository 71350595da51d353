// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/left_out.h"

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::dataset {

/// A picture below the folder that was walked through.
struct FoundPicture {
    std::string folder; ///< "", "day", "day/morning"
    std::string name;   ///< "1.png"
};

/// Finds the pictures of a folder and of those within it, as torchvision's ImageFolder does, and counts what
/// is none. A picture is what is called like one (picture_names.h) or begins like one. Links are followed
/// wherever they lead, but not back into a folder that leads to them; hidden entries and what systems leave
/// there are not.
class PictureWalk {
public:
    /// @param root what paths are shown below
    explicit PictureWalk(std::filesystem::path root)
        : m_root(std::move(root)) {}

    /// @param folder below the root; fails with filesystem_error where it can't be listed
    void walk(const std::string& folder);

    [[nodiscard]] std::vector<FoundPicture>& pictures() { return m_pictures; }
    [[nodiscard]] const LeftOutTally& leftOut() const { return m_leftOut; }

    /// Some file below is a picture. Stops at the first one.
    [[nodiscard]] static bool holdsAny(const std::filesystem::path& folder);

private:
    void walk(const std::string& folder, const std::string& within,
              std::vector<std::filesystem::path>& above);
    void take(const std::filesystem::directory_entry& entry, const std::string& shown,
              const std::string& within);

    std::filesystem::path m_root;
    std::size_t m_depthOfRoot = 0;
    std::vector<FoundPicture> m_pictures;
    LeftOutTally m_leftOut;
};

/// Why an entry of a folder is passed by whatever it holds; empty: it is looked at.
[[nodiscard]] std::string passedBy(const std::filesystem::directory_entry& entry);

} // namespace faultline::dataset
