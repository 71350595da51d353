// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_walk.h"

#include "core/base/text.h"
#include "core/dataset/folder/picture_names.h"

#include <algorithm>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t deepest = 32; ///< folders within each other

std::string below(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : folder + "/" + name;
}

bool isFolder(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.is_directory(ignored);
}

bool isAround(const fs::path& outer, const fs::path& inner) {
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

bool isPicture(const fs::directory_entry& entry) {
    std::error_code ignored;
    if (!entry.is_regular_file(ignored))
        return false;
    // What is empty may be a file of the kernel's, which a reader waits for.
    return hasImageEnding(entry.path()) ||
           (entry.file_size(ignored) > 0 && kindOfFile(entry.path()) == FileKind::Picture);
}

/// @param read the folders that were looked into, each once, however many links lead there
bool anyBelow(const fs::path& folder, std::size_t depth, std::set<fs::path>& read) {
    std::error_code error;
    const fs::path self = fs::canonical(folder, error);
    if (error || depth == deepest || !read.insert(self).second)
        return false;
    bool found = false;
    std::vector<fs::path> folders; // later: most often a picture lies in the folder itself
    for (fs::directory_iterator at(folder, error), end; !found && !error && at != end; at.increment(error)) {
        if (!passedBy(*at).empty())
            continue;
        if (isFolder(*at))
            folders.push_back(at->path());
        else
            found = isPicture(*at);
    }
    return found || std::any_of(folders.begin(), folders.end(),
                                [&](const fs::path& inner) { return anyBelow(inner, depth + 1, read); });
}

} // namespace

std::string passedBy(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().native();
    if (name.starts_with('.'))
        return "hidden files and folders";
    std::error_code error;
    if (!entry.exists(error))
        return "links that lead nowhere";
    return isLeftover(name) && isFolder(entry) ? "folders that a system or another program left there" : "";
}

bool isPassedByHereAlone(const fs::directory_entry& entry) {
    return isFolder(entry) ? PictureWalk::holdsAny(entry.path()) : isNumberedByTorchvision(entry.path());
}

Result<> PictureWalk::walk(const std::string& folder, const base::Job& job) {
    for (fs::path outer = fs::canonical(m_root); m_around.insert(outer).second;)
        outer = outer.parent_path();
    m_folders.emplace_back();
    while (!m_folders.empty() || !m_links.empty()) {
        if (job.isStopped())
            return failure(ErrorKind::Cancelled, "opening " + m_root.string() + " was stopped");
        std::string within;
        if (m_folders.empty()) {
            within = std::move(m_links.extract(m_links.begin()).value());
        } else {
            within = std::move(m_folders.back());
            m_folders.pop_back();
        }
        FAULTLINE_CHECK(read(folder, within));
    }
    return {};
}

Result<> PictureWalk::read(const std::string& folder, const std::string& within) {
    const std::string here = within.empty() ? folder : below(folder, within);
    const fs::path self = fs::canonical(m_root / here);
    if (m_around.contains(self) || isAround(self, fs::canonical((m_root / here).parent_path()))) {
        m_leftOut.add("links that lead back to a folder around them", shortPath(here) + "/");
        return {};
    }
    if (!m_read.insert(self).second) {
        ++m_passedByHere;
        m_leftOut.add("links to folders that are read already", shortPath(here) + "/");
        return {};
    }
    if (static_cast<std::size_t>(std::count(here.begin(), here.end(), '/')) >= deepest) {
        m_leftOut.add("folders more than 32 deep", shortPath(here) + "/");
        return {};
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(m_root / here)) {
        const std::string name = entry.path().filename().native();
        const std::string shown = shortPath(below(here, name));
        if (const std::string why = passedBy(entry); !why.empty()) {
            m_passedByHere += isPassedByHereAlone(entry) ? 1 : 0;
            m_leftOut.add(why, shown + (isFolder(entry) ? "/" : ""));
        } else if (isFolder(entry) && entry.is_symlink()) {
            m_links.insert(below(within, name));
        } else if (isFolder(entry)) {
            m_folders.push_back(below(within, name));
        } else {
            take(entry, shown, within);
        }
        if (m_known + m_pictures.size() > mostPictures)
            return failure(ErrorKind::InvalidInput,
                           m_root.string() + " has more than " + base::groupedText(mostPictures) + " images");
    }
    return {};
}

void PictureWalk::take(const fs::directory_entry& entry, const std::string& shown,
                       const std::string& within) {
    std::error_code ignored;
    if (m_passedOver.contains(entry.path()))
        return;
    if (!entry.is_regular_file(ignored))
        return m_leftOut.add("neither files nor folders", shown);
    if (isPicture(entry))
        m_pictures.push_back({within, entry.path().filename().native()});
    else if (kindOfFile(entry.path()) == FileKind::Foreign)
        m_leftOut.add("pictures of a format that is not read: GIF, HEIC, AVIF, JPEG 2000 and others", shown);
    else
        m_leftOut.add("files that are no pictures", shown);
}

bool PictureWalk::holdsAny(const fs::path& folder) {
    std::set<fs::path> read;
    return anyBelow(folder, 0, read);
}

} // namespace faultline::dataset
