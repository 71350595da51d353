// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/open.h"

#include "core/base/text.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"
#include "core/dataset/cifar/cifar_python.h"
#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/folder/image_folder.h"
#include "core/dataset/folder/picture_table.h"
#include "core/dataset/npy/npy_files.h"
#include "core/dataset/npy/npy_images.h"
#include "core/dataset/picture_lookup.h"

#include <array>
#include <variant>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Opened = Result<std::unique_ptr<ImageSet>>;

constexpr std::uintmax_t largestOutlined = std::uintmax_t{512} << 20; ///< bytes of an array

/// One of CIFAR's layouts.
struct CifarLayout {
    CifarFiles (*files)(Split);
    Opened (*open)(const fs::path&, const OpenOptions&);
    std::string_view alsoNeeds; ///< a file that tells the layout apart where its names are common words
};

const std::array<CifarLayout, 4>& cifarLayouts() {
    static const std::array<CifarLayout, 4> layouts{
        {{cifar10Files, [](const fs::path& f, const OpenOptions& o) { return openCifar10(f, o.split); }, ""},
         {cifar10PythonFiles,
          [](const fs::path& f, const OpenOptions& o) { return openCifar10Python(f, o.split); }, ""},
         {cifar100Files,
          [](const fs::path& f, const OpenOptions& o) { return openCifar100(f, o.split, o.labels); }, ""},
         {cifar100PythonFiles,
          [](const fs::path& f, const OpenOptions& o) { return openCifar100Python(f, o.split, o.labels); },
          "meta"}}};
    return layouts;
}

bool isThere(const fs::path& folder, const CifarLayout& layout, Split split) {
    const CifarFiles files = layout.files(split);
    std::error_code ignored;
    const bool told = layout.alsoNeeds.empty() || fs::is_regular_file(folder / layout.alsoNeeds, ignored) ||
                      fs::is_regular_file(folder / files.innerFolder / layout.alsoNeeds, ignored);
    return told && holdsAny(folder, files);
}

/// The layout whose files are in the folder, rather one with the split that is asked for; null: none. Refuses
/// a folder with two different sets.
Result<const CifarLayout*> cifarLayoutOf(const fs::path& folder, Split split) {
    const CifarLayout* found = nullptr;
    for (const Split wanted : {split, split == Split::Test ? Split::Train : Split::Test})
        for (const CifarLayout& layout : cifarLayouts()) {
            if (!isThere(folder, layout, wanted))
                continue;
            if (found != nullptr && found->files(split).set != layout.files(split).set)
                return failure(ErrorKind::InvalidInput,
                               folder.string() + " holds CIFAR-10 and CIFAR-100; name the folder of "
                                                 "one of them");
            if (found == nullptr)
                found = &layout;
        }
    return found;
}

tl::unexpected<base::Error> nothingIn(const fs::path& folder) {
    if (holdsImageFiles(folder))
        return failure(picturesWithoutClasses(folder));
    return failure(
        ErrorKind::NotFound,
        folder.string() +
            " holds no data set of a known layout; looked for were CIFAR-10 (test_batch.bin, "
            "data_batch_1.bin … or test_batch, data_batch_1 …), CIFAR-100 (test.bin, train.bin or test, "
            "train, meta), NumPy arrays (images.npy with labels.npy), one folder a class with PNG, "
            "JPEG, WebP, BMP or TIFF files, and such files beside a table of their labels; name the folder "
            "of "
            "one of these");
}

enum class OtherLayout { ImageFolder, Npy, Npz };
using Layout = std::variant<const CifarLayout*, OtherLayout>;

Result<Layout> layoutOfFolder(const fs::path& folder, Split split) {
    FAULTLINE_TRY(cifar, cifarLayoutOf(folder, split));
    if (cifar != nullptr)
        return cifar;
    if (looksLikeImageFolder(folder)) // features or the like may lie beside the classes as an .npy file
        return OtherLayout::ImageFolder;
    if (holdsNpyFiles(folder))
        return OtherLayout::Npy;
    if (tabledFolder(folder, split))
        return OtherLayout::ImageFolder;
    return nothingIn(folder);
}

/// What a file that is no data set is, and what to do.
std::string refusalOf(const fs::path& path) {
    const std::string ending = base::lowered(path.extension().native());
    if (ending == ".zip" || ending == ".tar" || ending == ".gz" || ending == ".tgz" || ending == ".7z")
        return "is an archive; unpack it and name the folder that holds the data set";
    if (ending == ".parquet" || ending == ".arrow" || ending == ".tfrecord" || ending == ".h5" ||
        ending == ".hdf5" || ending == ".mat" || ending == ".lmdb")
        return "is a table of a format that is not read (" + ending +
               "); save its pictures as files in one folder a class, or its arrays as images.npy and "
               "labels.npy";
    return "is neither a folder nor an .npy or .npz file; name the folder that holds the data set";
}

Result<Layout> layoutOf(const fs::path& path, Split split) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        return failure(ErrorKind::NotFound, "there is no data set " + path.string() + "; correct the path");
    if (fs::is_directory(status))
        return layoutOfFolder(path, split);
    if (base::lowered(path.extension().native()) == ".npy")
        return OtherLayout::Npy;
    if (base::lowered(path.extension().native()) == ".npz")
        return OtherLayout::Npz;
    return failure(ErrorKind::InvalidInput, path.string() + " " + refusalOf(path));
}

} // namespace

Opened openImageSet(const fs::path& path, const OpenOptions& options) {
    FAULTLINE_TRY(layout, layoutOf(path, options.split));
    if (const auto* const cifar = std::get_if<const CifarLayout*>(&layout))
        return (*cifar)->open(path, options);
    switch (std::get<OtherLayout>(layout)) {
    case OtherLayout::ImageFolder:
        return openImageFolder(path, options);
    case OtherLayout::Npy:
        return openNpyImages(path, options);
    case OtherLayout::Npz:
        break;
    }
    return openNpzImages(path, options);
}

Result<SetOutline> outlineOf(const fs::path& path, const OpenOptions& options) {
    const auto outline = [](const DatasetInfo& info) {
        return SetOutline{info.format,  info.name,    info.size,
                          info.classes, info.leftOut, isImageFolder(info.format) && !isNumberedByTable(info)};
    };
    FAULTLINE_TRY(layout, layoutOf(path, options.split));
    if (layout == Layout(OtherLayout::ImageFolder)) {
        FAULTLINE_TRY(info, listedFolderInfo(path, options));
        return outline(info);
    }
    if (layout == Layout(OtherLayout::Npy)) {
        FAULTLINE_TRY(files, findNpyFiles(path, options.split));
        std::error_code error;
        if (fs::file_size(files.images, error) > largestOutlined && !error)
            return SetOutline{Format::Npy, shownPath(files.images.stem().string()), std::nullopt, {}, {}};
    }
    if (layout == Layout(OtherLayout::Npz)) {
        const SetOutline large{Format::Npy, shownPath(path.stem().string()), std::nullopt, {}, {}};
        std::error_code error;
        if (fs::file_size(path, error) > largestOutlined && !error)
            return large;
        FAULTLINE_TRY(bytes, npzBytes(path, options.split));
        if (bytes > largestOutlined)
            return large;
    }
    FAULTLINE_TRY(set, openImageSet(path, options));
    return outline(set->info());
}

bool fetchingHelps(const fs::path& path, const base::Error& why) {
    const bool mayBe = why.kind == ErrorKind::NotFound || why.kind == ErrorKind::InvalidInput;
    if (!mayBe || why.message.find(path.string()) == std::string::npos)
        return false;
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return true;
    if (!fs::is_directory(path, ignored))
        return false;
    const auto layout = cifarLayoutOf(path, Split::Test);
    if (layout && *layout != nullptr)
        return (*layout)->files(Split::Test).set == cifar10Files(Split::Test).set;
    return layout && !looksLikeImageFolder(path) && !holdsNpyFiles(path) && !holdsImageFiles(path);
}

} // namespace faultline::dataset
