// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"
#include "core/dataset/folder/picture_walk.h"
#include "core/dataset/picture_lookup.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::dataset {

/// "day/1.png"
[[nodiscard]] std::string pathOf(const FoundPicture& picture);

/// The name fits more than one picture.
[[nodiscard]] bool isOfSeveral(const PictureMiss& miss);

/// Pictures by what a table may call them: with or without what stands above the folder, with or without
/// their folders and their ending. A name with folders is never that of a picture in other ones.
class PictureFinder {
public:
    /// @param pictures must outlive this
    explicit PictureFinder(const std::vector<FoundPicture>& pictures);

    /// Its place among the pictures; fails where there is none, and where several are called so.
    [[nodiscard]] tl::expected<std::uint32_t, PictureMiss> find(const std::string& name) const;
    /// With its ending, as one picture.
    [[nodiscard]] bool isWhole(const std::string& name) const;

private:
    enum class Ending { Kept, Cut };
    [[nodiscard]] tl::expected<std::uint32_t, PictureMiss>
    findIn(const PictureLookup& lookup, const std::string& name, Ending ending) const;

    const std::vector<FoundPicture>& m_pictures;
    PictureLookup m_lookup, m_stems;
};

struct PictureRow {
    std::size_t line = 0;
    std::string picture, label;
};

struct PictureRows {
    std::vector<PictureRow> rows;
    std::string classColumn; ///< for people: "its column "breed""
};

/// Why a file is no table of these pictures' classes.
struct NoPictureRows {
    enum class Named {
        Unknown, ///< it can't be read as a table
        None,    ///< no column names the pictures
        Some
    };
    base::Error why;
    Named named = Named::Unknown;
};

/// Reads which class a table tells of each picture. The column of the pictures is the one whose cells name
/// most of them; that of the classes is called "label", "class" or the like, is the only other one, or stands
/// behind the pictures where there is no heading. Refused is a column that is not called so and has another
/// value in nearly each row, a first line that may be a heading or not, tables of more than 64 MiB, 1,024
/// columns or 16,777,216 cells; with ErrorKind::Cancelled where the job was stopped.
[[nodiscard]] tl::expected<PictureRows, NoPictureRows>
readPictureRows(const std::filesystem::path& table, const PictureFinder& finder, const base::Job& job);

} // namespace faultline::dataset
