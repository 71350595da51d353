// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/ids.h"
#include "core/base/image.h"
#include "core/base/named.h"
#include "core/base/result.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::dataset {

/// How the files of a set are laid out.
enum class Format {
    Cifar10Binary,
    Cifar10Python,
    Cifar100Binary,
    Cifar100Python,
    Npy,              ///< arrays of NumPy
    ImageFolder,      ///< image files of any size, one folder a class, in the order that people expect
    ImageFolderByText ///< the same, the files of each class in the order of their names' bytes
};

/// Image files of any size, one folder a class.
[[nodiscard]] constexpr bool isImageFolder(Format format) {
    return format == Format::ImageFolder || format == Format::ImageFolderByText;
}

/// In which order the files of an image folder are numbered, within each class.
enum class Numbering {
    Auto,    ///< that of the study's set; of a new one Natural
    Natural, ///< runs of digits compare as numbers: img2 before img10
    Text     ///< byte by byte, as torchvision's ImageFolder does: img10 before img2
};

enum class Split { Test, Train };
[[nodiscard]] std::string_view name(Split split);

/// Which labels of a set that has two hierarchies of them: CIFAR-100's 100 classes or its 20 superclasses.
enum class LabelLevel { Fine, Coarse };
[[nodiscard]] std::string_view name(LabelLevel level);

/// Files or folders that lie with a set and are not among its images, for one reason.
struct LeftOut {
    std::string reason;      ///< "hidden files and folders"
    std::uint32_t files = 0; ///< all of them; a folder counts as one
    std::string examples;    ///< the first of their paths, for people

    bool operator==(const LeftOut&) const = default;
};

template <base::FieldsOf<LeftOut> Self, class Visitor>
void fields(Self& left, Visitor&& visit) {
    visit("reason", left.reason);
    visit("files", left.files);
    visit("examples", left.examples);
}

/// How many unreadable files DatasetInfo names; all are counted.
inline constexpr std::size_t unreadableLimit = 100;

/// What is known of an image set without looking at its pixels again; stored with the study.
struct DatasetInfo {
    Format format = Format::Cifar10Binary;
    std::string name; ///< "CIFAR-10", for people
    Split split = Split::Test;
    std::uint32_t size = 0;           ///< numbers of images, from 0 on: all but unreadableCount have one
    std::vector<std::string> classes; ///< names, by ClassId
    /// SHA-256 over (label, SHA-256 of size and RGB pixels) in index order, in hexadecimal: one set in two
    /// layouts has one identity.
    std::string identity;
    bool official = false; ///< the identity is that of the published files
    std::string location;  ///< the folder, as text: never opened because a study names it
    /// Sentences on how the files were understood where that was decided by looking at them.
    std::vector<std::string> notes{};
    /// Files that look like images and can't be read. Each keeps its number, so that none moves those behind
    /// it; in studies of older releases, whose `leftOut` is empty, they had none.
    std::uint32_t unreadableCount = 0;
    std::vector<std::string> unreadable{}; ///< the first of them, each with its reason
    std::vector<LeftOut> leftOut{};        ///< by reason, the unreadable ones among them

    /// How many images can be looked at.
    [[nodiscard]] std::uint32_t readableCount() const {
        return leftOut.empty() ? size : size - std::min(size, unreadableCount);
    }
    bool operator==(const DatasetInfo&) const = default;
};

template <base::FieldsOf<DatasetInfo> Self, class Visitor>
void fields(Self& info, Visitor&& visit) {
    visit("format", info.format);
    visit("name", info.name);
    visit("split", info.split);
    visit("size", info.size);
    visit("classes", info.classes);
    visit("identity", info.identity);
    visit("official", info.official);
    visit("location", info.location);
    visit("notes", info.notes);
    visit("unreadable_count", info.unreadableCount);
    visit("unreadable", info.unreadable);
    visit("left_out", info.leftOut);
}

/// Images with ground truth. Immutable after construction: any thread may read.
class ImageSet {
public:
    virtual ~ImageSet() = default;
    [[nodiscard]] virtual const DatasetInfo& info() const = 0;
    /// sample < info().size
    [[nodiscard]] virtual base::ClassId label(base::SampleIndex sample) const = 0;
    /// The pixels of sample < info().size that is not missing(). A set in memory leaves `storage` alone, and
    /// the view lives as long as the set; any other set decodes into `storage`, and the view lives as long as
    /// that is left unchanged. Fails where the file has gone, is damaged or has changed since the set was
    /// opened.
    [[nodiscard]] virtual base::Result<base::ImageView> image(base::SampleIndex sample,
                                                              base::Image& storage) const = 0;
    /// Bytes of pixels that image() leaves in `storage`, known before it is called; 0: it leaves it alone.
    [[nodiscard]] virtual std::size_t storageBytes(base::SampleIndex) const { return 0; }
    /// Where the picture lies below the folder of the classes: "cat/7.png" (picture_path.h). Nothing where it
    /// is no file of its own, or where its name is no text that can be kept.
    [[nodiscard]] virtual std::optional<std::string> path(base::SampleIndex /*sample*/) const {
        return std::nullopt;
    }
    /// Numbers whose pictures can't be read, ascending: they have a label and a path, and no image.
    [[nodiscard]] virtual std::span<const base::SampleIndex> missing() const { return {}; }
    /// image() takes no time and does not fail.
    [[nodiscard]] virtual bool isInMemory() const { return false; }
};

/// The numbers that have an image, ascending.
[[nodiscard]] std::vector<base::SampleIndex> samplesOf(const ImageSet& images);

} // namespace faultline::dataset

template <>
struct faultline::base::Names<faultline::dataset::Format> {
    using enum dataset::Format;
    static constexpr std::array<std::pair<dataset::Format, std::string_view>, 7> all{
        {{Cifar10Binary, "cifar10-binary"},
         {Cifar10Python, "cifar10-python"},
         {Cifar100Binary, "cifar100-binary"},
         {Cifar100Python, "cifar100-python"},
         {Npy, "npy"},
         {ImageFolder, "image-folder"},
         {ImageFolderByText, "image-folder-by-text"}}};
};

template <>
struct faultline::base::Names<faultline::dataset::Numbering> {
    using enum dataset::Numbering;
    static constexpr std::array<std::pair<dataset::Numbering, std::string_view>, 3> all{
        {{Auto, "auto"}, {Natural, "natural"}, {Text, "text"}}};
};

template <>
struct faultline::base::Names<faultline::dataset::Split> {
    using enum dataset::Split;
    static constexpr std::array<std::pair<dataset::Split, std::string_view>, 2> all{
        {{Test, "test"}, {Train, "train"}}};
};

template <>
struct faultline::base::Names<faultline::dataset::LabelLevel> {
    using enum dataset::LabelLevel;
    static constexpr std::array<std::pair<dataset::LabelLevel, std::string_view>, 2> all{
        {{Fine, "fine"}, {Coarse, "coarse"}}};
};
