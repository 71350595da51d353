// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/image_folder.h"

#include "core/base/composed_text.h"
#include "core/base/text.h"
#include "core/dataset/cifar/official.h"
#include "core/dataset/folder/folder_scan.h"
#include "core/dataset/folder/split_folders.h"
#include "core/dataset/identity.h"
#include "core/dataset/picture_lookup.h"
#include "core/dataset/picture_path.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

/// What is known of the pictures since the folder was scanned, by number.
struct Scanned {
    std::vector<std::optional<base::Digest>> digests; ///< none: it can't be read
    std::vector<std::size_t> bytes;                   ///< of their pixels
    std::vector<base::SampleIndex> missing;           ///< those that can't be read
};

class ImageFolder : public ImageSet {
public:
    ImageFolder(DatasetInfo info, FolderListing listing, Scanned scanned,
                std::shared_ptr<const ImageDecoder> decoder)
        : m_info(std::move(info))
        , m_listing(std::move(listing))
        , m_scanned(std::move(scanned))
        , m_decoder(std::move(decoder)) {}

    const DatasetInfo& info() const override { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override {
        return m_listing.images[sample.value].label;
    }
    std::optional<std::string> path(base::SampleIndex sample) const override {
        const std::string& path = m_listing.images[sample.value].path;
        return isPicturePath(path) ? std::optional(path) : std::nullopt;
    }
    std::span<const base::SampleIndex> missing() const override { return m_scanned.missing; }
    Result<base::ImageView> image(base::SampleIndex sample, base::Image& storage) const override {
        const ListedImage& listed = m_listing.images[sample.value];
        auto decoded = decodeListed(m_listing, listed, *m_decoder);
        if (!decoded)
            return failure(decoded.error().within(shownPath((m_listing.root / listed.path).string())));
        if (IdentityHash::digest(decoded->view()) != m_scanned.digests[sample.value])
            return failure(ErrorKind::InvalidInput,
                           (m_listing.root / listed.path).string() +
                               " has changed since the data set was opened; open it again");
        storage = std::move(*decoded);
        return storage.view();
    }

    std::size_t storageBytes(base::SampleIndex sample) const override {
        return m_scanned.bytes[sample.value];
    }

private:
    DatasetInfo m_info;
    FolderListing m_listing;
    Scanned m_scanned;
    std::shared_ptr<const ImageDecoder> m_decoder;
};

/// The folder's name; that of the one above where it is only the name of a split.
std::string nameOf(const fs::path& given) {
    fs::path path = fs::weakly_canonical(given);
    const std::string last = path.filename().string();
    const std::string name =
        (isSplitName(last) && path.has_parent_path() ? path.parent_path() : path).filename().string();
    return name.empty() ? "image folder" : shownPath(name);
}

/// "cat/1.png, cat/2.png, cat/3.png … dog/10.png, dog/11.png, dog/12.png"
std::string endsOf(const std::vector<ListedImage>& images) {
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const bool isGap = images.size() > 2 * shown && i == shown;
        if (isGap)
            i = images.size() - shown;
        text += (i == 0 ? "" : isGap ? " … " : ", ") + std::to_string(i) + " " + shortPath(images[i].path);
    }
    return text;
}

bool areNamesUnique(const std::vector<ListedImage>& images) {
    std::unordered_set<std::string> names;
    return std::all_of(images.begin(), images.end(), [&names](const ListedImage& image) {
        return names.insert(base::composed(image.path.substr(image.path.rfind('/') + 1))).second;
    });
}

/// How the files are numbered.
std::vector<std::string> numberingNotes(const FolderListing& listing, bool isByText) {
    std::vector<std::string> notes;
    if (!listing.table.empty())
        return {tableNote + listing.table + ": " + endsOf(listing.images),
                "their classes are told by " + listing.classColumn};
    const bool isTorchvisions = listing.takenHereAlone == 0 && listing.passedByHere == 0;
    const std::string order = !isByText ? "naturally, img2 before img10"
                              : isTorchvisions
                                  ? "by the text of their names, as torchvision's ImageFolder does"
                                  : "by the text of their names";
    notes.push_back("the files are numbered " + order + ": " + endsOf(listing.images));
    if (listing.ordersDiffer)
        notes.push_back(isByText ? "natural order would give some of them other numbers"
                                 : "the text order of torchvision's ImageFolder would give some of them "
                                   "other numbers");
    if (!isTorchvisions)
        notes.push_back("torchvision's ImageFolder would number them otherwise: it takes " +
                        base::groupedText(listing.passedByHere) +
                        " files and folders that are left out here, "
                        "and leaves out " +
                        base::groupedText(listing.takenHereAlone) +
                        " pictures whose names have another ending or none");
    return notes;
}

DatasetInfo infoOf(const fs::path& given, const FolderListing& listing, const OpenOptions& options) {
    const bool isByText = options.numbering == Numbering::Text;
    DatasetInfo info;
    info.format = isByText ? Format::ImageFolderByText : Format::ImageFolder;
    info.name = nameOf(given);
    info.split = options.split;
    info.classes = listing.classes;
    info.location = listing.root.string();
    info.leftOut = listing.leftOut.byReason();
    info.notes = numberingNotes(listing, isByText);
    if (areNamesUnique(listing.images))
        info.notes.emplace_back(uniqueNamesNote);
    info.size = static_cast<std::uint32_t>(listing.images.size());
    return info;
}

/// A picture that can't be read keeps its number; the identity says where it lies.
Scanned taken(const FolderListing& listing, std::vector<ScannedImage> scanned, DatasetInfo& info) {
    IdentityHash identity;
    LeftOutTally leftOut = listing.leftOut;
    Scanned known;
    for (std::size_t i = 0; i < scanned.size(); ++i) {
        identity.add(listing.images[i].label, scanned[i].digest.value_or(base::Digest{}));
        known.digests.push_back(scanned[i].digest);
        known.bytes.push_back(scanned[i].bytes);
        if (scanned[i].digest)
            continue;
        known.missing.emplace_back(static_cast<std::uint32_t>(i));
        leftOut.add(scanned[i].kind, shortPath(listing.images[i].path));
        ++info.unreadableCount;
        if (info.unreadable.size() < unreadableLimit)
            info.unreadable.push_back(std::move(scanned[i].reason));
    }
    info.leftOut = leftOut.byReason();
    info.identity = identity.finish();
    info.official = isOfficial(info.identity);
    return known;
}

} // namespace

Result<std::unique_ptr<ImageSet>> openImageFolder(const fs::path& folder, const OpenOptions& options) {
    if (options.decoder == nullptr)
        return failure(ErrorKind::Refused,
                       folder.string() + " holds image files, which this program does not decode");
    FAULTLINE_TRY(listing, listImageFolder(folder, options));
    FAULTLINE_TRY(scanned, scanFolder(listing, options));
    DatasetInfo info = infoOf(folder, listing, options);
    Scanned known = taken(listing, std::move(scanned), info);
    if (info.readableCount() == 0)
        return failure(ErrorKind::InvalidInput,
                       "none of the image files in " + listing.root.string() +
                           " can be read; the first reason: " + info.unreadable.front());
    return std::make_unique<ImageFolder>(std::move(info), std::move(listing), std::move(known),
                                         options.decoder);
}

Result<DatasetInfo> listedFolderInfo(const fs::path& folder, const OpenOptions& options) {
    FAULTLINE_TRY(listing, listImageFolder(folder, options));
    return infoOf(folder, listing, options);
}

} // namespace faultline::dataset
