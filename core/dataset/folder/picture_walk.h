// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"
#include "core/dataset/left_out.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace faultline::dataset {

inline constexpr std::size_t mostPictures = std::size_t{1} << 24; ///< of a set

/// A picture below the folder that was walked through.
struct FoundPicture {
    std::string folder; ///< "", "day", "day/morning"
    std::string name;   ///< "1.png"
};

/// Finds the pictures of a folder and of those within it, as torchvision's ImageFolder does, and counts what
/// is none. A picture is what is called like one (picture_names.h) or begins like one. Links are followed
/// wherever they lead, after all that lies in the folder itself, but no folder is read twice and none that
/// leads to the root; hidden entries and what systems leave there are not.
class PictureWalk {
public:
    /// @param root what paths are shown below
    /// @param known pictures that the set has already
    PictureWalk(std::filesystem::path root, std::size_t known)
        : m_root(std::move(root))
        , m_known(known) {}

    /// It is neither a picture nor counted. @param file as the root is written
    void passOver(std::filesystem::path file) { m_passedOver.insert(std::move(file)); }

    /// Once. Throws filesystem_error where a folder can't be listed; fails where the set has more than
    /// mostPictures, or with ErrorKind::Cancelled.
    /// @param folder below the root
    [[nodiscard]] base::Result<> walk(const std::string& folder, const base::Job& job);

    [[nodiscard]] std::vector<FoundPicture>& pictures() { return m_pictures; }
    [[nodiscard]] const LeftOutTally& leftOut() const { return m_leftOut; }
    /// Files and folders that torchvision's ImageFolder would number beyond these.
    [[nodiscard]] std::size_t passedByHere() const { return m_passedByHere; }

    /// Some file below is a picture. Stops at the first one.
    [[nodiscard]] static bool holdsAny(const std::filesystem::path& folder);

private:
    /// One folder; those within it become m_folders and m_links.
    [[nodiscard]] base::Result<> read(const std::string& folder, const std::string& within);
    void take(const std::filesystem::directory_entry& entry, const std::string& shown,
              const std::string& within);

    std::filesystem::path m_root;
    std::size_t m_known;
    std::vector<std::string> m_folders;       ///< that are still to be read, below the walk's folder
    std::set<std::string> m_links;            ///< the same, of links: in one order on every file system
    std::set<std::filesystem::path> m_around; ///< the root and the folders around it
    std::set<std::filesystem::path> m_read;
    std::set<std::filesystem::path> m_passedOver;
    std::vector<FoundPicture> m_pictures;
    LeftOutTally m_leftOut;
    std::size_t m_passedByHere = 0;
};

/// Why an entry of a folder is passed by whatever it holds; empty: it is looked at.
[[nodiscard]] std::string passedBy(const std::filesystem::directory_entry& entry);
/// Of such an entry: torchvision's ImageFolder would look at it all the same, and find pictures.
[[nodiscard]] bool isPassedByHereAlone(const std::filesystem::directory_entry& entry);

} // namespace faultline::dataset
