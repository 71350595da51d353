// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/image_folder.h"

#include "core/dataset/cifar/official.h"
#include "core/dataset/folder/folder_scan.h"
#include "core/dataset/identity.h"
#include "core/dataset/picture_path.h"

#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

/// What is known of a picture since the folder was scanned.
struct Readable {
    base::Digest digest;
    std::size_t bytes; ///< of its pixels
};

class ImageFolder : public ImageSet {
public:
    /// The listing's images are those that can be read.
    ImageFolder(DatasetInfo info, FolderListing listing, std::vector<Readable> readable,
                std::shared_ptr<const ImageDecoder> decoder)
        : m_info(std::move(info))
        , m_listing(std::move(listing))
        , m_readable(std::move(readable))
        , m_decoder(std::move(decoder)) {}

    const DatasetInfo& info() const override { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override {
        return m_listing.images[sample.value].label;
    }
    std::optional<std::string> path(base::SampleIndex sample) const override {
        const std::string& path = m_listing.images[sample.value].path;
        return isPicturePath(path) ? std::optional(path) : std::nullopt;
    }
    Result<base::ImageView> image(base::SampleIndex sample, base::Image& storage) const override {
        const ListedImage& listed = m_listing.images[sample.value];
        FAULTLINE_TRY(decoded, decodeListed(m_listing, listed, *m_decoder));
        if (IdentityHash::digest(decoded.view()) != m_readable[sample.value].digest)
            return failure(ErrorKind::InvalidInput,
                           (m_listing.root / listed.path).string() +
                               " has changed since the data set was opened; open it again");
        storage = std::move(decoded);
        return storage.view();
    }

    std::size_t storageBytes(base::SampleIndex sample) const override {
        return m_readable[sample.value].bytes;
    }

private:
    DatasetInfo m_info;
    FolderListing m_listing;
    std::vector<Readable> m_readable; ///< by sample
    std::shared_ptr<const ImageDecoder> m_decoder;
};

/// The folder's name; that of the one above where it is only the name of a split.
std::string nameOf(const fs::path& given) {
    fs::path path = fs::weakly_canonical(given);
    const std::string last = path.filename().string();
    const bool split = last == "test" || last == "val" || last == "train" || last == "valid" ||
                       last == "validation" || last == "training";
    const std::string name =
        (split && path.has_parent_path() ? path.parent_path() : path).filename().string();
    return name.empty() ? "image folder" : shownPath(name);
}

void note(DatasetInfo& info, std::string unreadable) {
    ++info.unreadableCount;
    if (info.unreadable.size() < unreadableLimit)
        info.unreadable.push_back(std::move(unreadable));
}

DatasetInfo infoOf(const fs::path& given, const FolderListing& listing, Split split) {
    DatasetInfo info;
    info.format = Format::ImageFolder;
    info.name = nameOf(given);
    info.split = split;
    info.classes = listing.classes;
    info.location = listing.root.string();
    for (const std::string& link : listing.outside)
        note(info, link + ": it is a link that leaves the folder or leads nowhere, and is not followed");
    return info;
}

/// Leaves the readable images in the listing, notes the others, and gives what is known of the readable ones.
std::vector<Readable> keepReadable(FolderListing& listing, std::vector<ScannedImage> scanned,
                                   DatasetInfo& info) {
    IdentityHash identity;
    std::vector<ListedImage> listed;
    std::vector<Readable> readable;
    for (std::size_t i = 0; i < scanned.size(); ++i) {
        if (!scanned[i].digest) {
            note(info, std::move(scanned[i].reason));
            continue;
        }
        identity.add(listing.images[i].label, *scanned[i].digest);
        readable.push_back({*scanned[i].digest, scanned[i].bytes});
        listed.push_back(std::move(listing.images[i]));
    }
    listing.images = std::move(listed);
    info.size = static_cast<std::uint32_t>(readable.size());
    info.identity = identity.finish();
    info.official = isOfficial(info.identity);
    return readable;
}

} // namespace

Result<std::unique_ptr<ImageSet>> openImageFolder(const fs::path& folder, const OpenOptions& options) {
    if (options.decoder == nullptr)
        return failure(ErrorKind::Refused,
                       folder.string() + " holds image files, which this program does not decode");
    FAULTLINE_TRY(listing, listImageFolder(folder, options.split));
    FAULTLINE_TRY(scanned, scanFolder(listing, options));
    DatasetInfo info = infoOf(folder, listing, options.split);
    std::vector<Readable> readable = keepReadable(listing, std::move(scanned), info);
    if (readable.empty())
        return failure(ErrorKind::InvalidInput,
                       "none of the image files in " + listing.root.string() +
                           " can be read; the first reason: " + info.unreadable.front());
    return std::make_unique<ImageFolder>(std::move(info), std::move(listing), std::move(readable),
                                         options.decoder);
}

Result<DatasetInfo> listedFolderInfo(const fs::path& folder, Split split) {
    FAULTLINE_TRY(listing, listImageFolder(folder, split));
    DatasetInfo info = infoOf(folder, listing, split);
    info.size = static_cast<std::uint32_t>(listing.images.size());
    return info;
}

} // namespace faultline::dataset
