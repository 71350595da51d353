// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::base {

/// The files of a folder by their names below it ("scale/7.png"), with their sizes in bytes.
using FolderFiles = std::map<std::string, std::uint64_t>;

/// What lies in a folder. Refuses links and whatever else is neither a file nor a folder, and more than
/// `most` files.
[[nodiscard]] Result<FolderFiles> filesIn(const std::filesystem::path& folder, std::size_t most);

/// A folder that appears whole or not at all: its files gather in a temporary folder beside its place, which
/// is renamed at the end and else removed.
class NewFolder {
public:
    [[nodiscard]] static Result<NewFolder> beside(const std::filesystem::path& place);
    ~NewFolder();
    NewFolder(NewFolder&& other) noexcept;
    NewFolder& operator=(NewFolder&&) = delete;

    /// @param name below the folder, with "/" between its parts, which the program chose itself
    [[nodiscard]] Result<> add(const std::string& name, std::string_view bytes);
    [[nodiscard]] const FolderFiles& files() const { return m_files; }

    /// Syncs the files and moves the folder to its place.
    /// @param replaced nothing: refused where something is there. Else the folder that is there must hold
    /// these files and no others, none of another size: it is removed. No other file ever is.
    [[nodiscard]] Result<> commit(const std::optional<FolderFiles>& replaced);

private:
    NewFolder(std::filesystem::path place, std::filesystem::path temporary)
        : m_place(std::move(place))
        , m_temporary(std::move(temporary)) {}
    [[nodiscard]] Result<> replace(const FolderFiles& replaced);

    std::filesystem::path m_place;
    std::filesystem::path m_temporary; ///< empty: it is in its place
    FolderFiles m_files;
};

} // namespace faultline::base
