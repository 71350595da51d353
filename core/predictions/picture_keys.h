// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/predictions/table.h"

#include <string>
#include <vector>

namespace faultline::predictions {

/// Takes out the first row of a table that may have a heading, where there is one row more than images and it
/// is no class; refuses the table where it is.
[[nodiscard]] base::Result<> dropHeading(Table& table, const dataset::DatasetInfo& info);

/// Gives each row of a table by file the number of the image that it names (picture_lookup.h); a row without
/// a name keeps the number that it has. Refuses what is none of the set's, and a set whose images are no
/// files.
/// @return what is to be told of it
[[nodiscard]] base::Result<std::vector<std::string>> numberByFile(Table& table,
                                                                  const dataset::ImageSet& images);

/// Takes out the rows of pictures that can't be read. @return what is to be told of it
[[nodiscard]] std::vector<std::string> dropMissing(Table& table, const dataset::ImageSet& images);

/// Of a table that takes its rows in order, or calls the pictures of a folder by number: that it does, and in
/// which order such a set numbers its files.
[[nodiscard]] std::vector<std::string> tellNumbering(const Table& table, const dataset::DatasetInfo& info);

} // namespace faultline::predictions
