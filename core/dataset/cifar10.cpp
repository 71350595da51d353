// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar10.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/identity.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace faultline::dataset {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::string_view innerFolder = "cifar-10-batches-bin";
constexpr std::string_view metaFile = "batches.meta.txt";
constexpr std::size_t classCount = 10;
constexpr std::uint64_t fileLimit = std::uint64_t{1} << 30;
constexpr std::string_view howToFetch = "`faultline fetch cifar10` gets the files";

// Of the published files, by the definition in identity.h.
constexpr std::string_view officialTestIdentity =
    "1af40cc7ea95f3757cef8a7f2558994a19c1af0d74074047b2cc05b3e4a7de61";
constexpr std::string_view officialTrainIdentity =
    "f93c257da145feb80a8a60f9ad0f7084bf3f3c49460f4e0e88bac77af02b8ebf";

class Cifar10 : public ImageSet {
public:
    Cifar10(DatasetInfo info, base::Bytes labels, base::Bytes pixels)
        : m_info(std::move(info))
        , m_labels(std::move(labels))
        , m_pixels(std::move(pixels)) {}

    const DatasetInfo& info() const override { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override {
        return base::ClassId(m_labels[sample.value]);
    }
    ImageView image(base::SampleIndex sample) const override {
        const base::ByteView all(m_pixels);
        return {static_cast<int>(cifarSide), static_cast<int>(cifarSide), 3,
                all.subspan(sample.value * cifarPixelBytes, cifarPixelBytes)};
    }

private:
    DatasetInfo m_info;
    base::Bytes m_labels;
    base::Bytes m_pixels; ///< interleaved, one image after the other
};

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

std::vector<std::string_view> filesOf(Split split) {
    std::vector<std::string_view> names;
    for (const OfficialFile& file : officialCifar10Files())
        if ((file.name == "test_batch.bin") == (split == Split::Test))
            names.push_back(file.name);
    return names;
}

bool holdsPythonLayout(const fs::path& folder) {
    return isThere(folder / "test_batch") || isThere(folder / "data_batch_1") ||
           isThere(folder / "cifar-10-batches-py");
}

/// The folder that holds the split's files, all of them.
Result<fs::path> locate(const fs::path& given, Split split) {
    std::error_code error;
    const fs::file_status status = fs::status(given, error);
    if (!fs::exists(status))
        return failure(ErrorKind::NotFound,
                       "there is no data set folder " + given.string() + "; " + std::string(howToFetch));
    if (!fs::is_directory(status))
        return failure(ErrorKind::InvalidInput,
                       given.string() + " is not a folder; name the folder that holds CIFAR-10's .bin files");
    const std::vector<std::string_view> names = filesOf(split);
    const auto holdsAny = [&](const fs::path& folder) {
        return std::any_of(names.begin(), names.end(),
                           [&](std::string_view name) { return isThere(folder / name); });
    };
    const fs::path folder = !holdsAny(given) && isThere(given / innerFolder) ? given / innerFolder : given;
    std::string missing;
    for (const std::string_view name : names)
        if (!isThere(folder / name))
            missing += (missing.empty() ? "" : ", ") + std::string(name);
    if (missing.empty())
        return folder;
    if (!holdsAny(folder) && holdsPythonLayout(folder))
        return failure(ErrorKind::InvalidInput,
                       folder.string() +
                           " holds CIFAR-10 in the Python layout (pickle files), which is not "
                           "read; get the binary layout: " +
                           std::string(howToFetch));
    return failure(ErrorKind::NotFound, folder.string() + " lacks " + missing + " of CIFAR-10's " +
                                            std::string(name(split)) + " split; " + std::string(howToFetch));
}

Result<> checkSize(const fs::path& file, std::size_t size) {
    if (size > 0 && size % cifarRecordBytes == 0)
        return {};
    return failure(ErrorKind::InvalidInput,
                   file.string() + " has " + base::groupedText(size) + " bytes, not a whole number of " +
                       base::groupedText(cifarRecordBytes) + "-byte records (a complete file has " +
                       base::groupedText(cifarRecordBytes * cifarRecordsPerFile) + "); " +
                       std::string(howToFetch));
}

/// Appends one file's records; planar red, green, blue become interleaved pixels.
Result<> appendFile(const fs::path& file, base::Bytes& labels, base::Bytes& pixels) {
    FAULTLINE_TRY(bytes, base::readFile(file, fileLimit));
    FAULTLINE_CHECK(checkSize(file, bytes.size()));
    const std::size_t records = bytes.size() / cifarRecordBytes;
    constexpr std::size_t plane = cifarSide * cifarSide;
    std::size_t out = pixels.size();
    pixels.resize(out + records * cifarPixelBytes);
    for (std::size_t record = 0; record < records; ++record) {
        const std::uint8_t* const from = bytes.data() + record * cifarRecordBytes;
        if (*from >= classCount)
            return failure(ErrorKind::InvalidInput, file.string() + ": record " + std::to_string(record) +
                                                        " (from 0) has label " + std::to_string(*from) +
                                                        ", but CIFAR-10's classes are 0 to 9; " +
                                                        std::string(howToFetch));
        labels.push_back(*from);
        for (std::size_t i = 0; i < plane; ++i, out += 3) {
            pixels[out] = from[1 + i];
            pixels[out + 1] = from[1 + plane + i];
            pixels[out + 2] = from[1 + 2 * plane + i];
        }
    }
    return {};
}

/// The ten names of batches.meta.txt, one a line; the standard ones where it is absent or not well-formed.
std::vector<std::string> classNames(const fs::path& folder) {
    const auto bytes = base::readFile(folder / metaFile, 4096);
    if (!bytes)
        return cifar10Classes();
    const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    if (!base::isUtf8(text))
        return cifar10Classes();
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line(base::trimmed(text.substr(begin, end - begin)));
        if (!line.empty() && std::find(names.begin(), names.end(), line) == names.end())
            names.push_back(line);
        begin = end + 1;
    }
    return names.size() == classCount ? names : cifar10Classes();
}

std::string identityOf(const base::Bytes& labels, const base::Bytes& pixels) {
    IdentityHash identity;
    const base::ByteView all(pixels);
    for (std::size_t i = 0; i < labels.size(); ++i)
        identity.add(base::ClassId(labels[i]), {static_cast<int>(cifarSide), static_cast<int>(cifarSide), 3,
                                                all.subspan(i * cifarPixelBytes, cifarPixelBytes)});
    return identity.finish();
}

} // namespace

const std::array<OfficialFile, 6>& officialCifar10Files() {
    static constexpr std::array<OfficialFile, 6> files{{
        {"data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"},
        {"data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"},
        {"data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"},
        {"data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"},
        {"data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"},
        {"test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"},
    }};
    return files;
}

const std::vector<std::string>& cifar10Classes() {
    static const std::vector<std::string> names{"airplane", "automobile", "bird",  "cat",  "deer",
                                                "dog",      "frog",       "horse", "ship", "truck"};
    return names;
}

std::string cifar10MetaText() {
    std::string text;
    for (const std::string& name : cifar10Classes())
        text += name + "\n";
    return text + "\n"; // the published file ends with an empty line
}

Result<std::unique_ptr<ImageSet>> openCifar10(const fs::path& folder, Split split) {
    FAULTLINE_TRY(place, locate(folder, split));
    base::Bytes labels;
    base::Bytes pixels;
    for (const std::string_view name : filesOf(split))
        FAULTLINE_CHECK(appendFile(place / name, labels, pixels));

    DatasetInfo info;
    info.format = "cifar10-binary";
    info.name = "CIFAR-10";
    info.split = split;
    info.size = static_cast<std::uint32_t>(labels.size());
    info.classes = classNames(place);
    info.identity = identityOf(labels, pixels);
    info.official = info.identity == (split == Split::Test ? officialTestIdentity : officialTrainIdentity);
    info.location = place.string();
    return std::make_unique<Cifar10>(std::move(info), std::move(labels), std::move(pixels));
}

} // namespace faultline::dataset
