// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_walk.h"

#include "core/dataset/folder/picture_names.h"

#include <algorithm>

namespace faultline::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t deepest = 32; ///< folders within each other

std::string below(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : folder + "/" + name;
}

bool isFolder(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.is_directory(ignored);
}

bool isPicture(const fs::directory_entry& entry) {
    std::error_code ignored;
    return entry.is_regular_file(ignored) &&
           (hasImageEnding(entry.path()) || kindOfFile(entry.path()) == FileKind::Picture);
}

bool anyBelow(const fs::path& folder, std::vector<fs::path>& above) {
    std::error_code error;
    const fs::path self = fs::canonical(folder, error);
    if (error || above.size() == deepest || std::find(above.begin(), above.end(), self) != above.end())
        return false;
    above.push_back(self);
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
    found = found || std::any_of(folders.begin(), folders.end(),
                                 [&](const fs::path& inner) { return anyBelow(inner, above); });
    above.pop_back();
    return found;
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

void PictureWalk::walk(const std::string& folder) {
    std::vector<fs::path> above; // a link to one of these would find the set in itself
    for (fs::path outer = fs::canonical(m_root); above.empty() || above.back() != outer;
         outer = outer.parent_path())
        above.push_back(outer);
    m_depthOfRoot = above.size();
    walk(folder, {}, above);
}

void PictureWalk::walk(const std::string& folder, const std::string& within, std::vector<fs::path>& above) {
    const std::string here = within.empty() ? folder : below(folder, within);
    const fs::path self = fs::canonical(m_root / here);
    if (std::find(above.begin(), above.end(), self) != above.end())
        return m_leftOut.add("links that lead back to a folder around them", shortPath(here) + "/");
    if (above.size() == m_depthOfRoot + deepest)
        return m_leftOut.add("folders more than 32 deep", shortPath(here) + "/");
    above.push_back(self);
    for (const fs::directory_entry& entry : fs::directory_iterator(m_root / here)) {
        const std::string name = entry.path().filename().native();
        const std::string shown = shortPath(below(here, name));
        if (const std::string why = passedBy(entry); !why.empty())
            m_leftOut.add(why, shown + (isFolder(entry) ? "/" : ""));
        else if (isFolder(entry))
            walk(folder, below(within, name), above);
        else
            take(entry, shown, within);
    }
    above.pop_back();
}

void PictureWalk::take(const fs::directory_entry& entry, const std::string& shown,
                       const std::string& within) {
    std::error_code ignored;
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
    std::vector<fs::path> above;
    return anyBelow(folder, above);
}

} // namespace faultline::dataset
