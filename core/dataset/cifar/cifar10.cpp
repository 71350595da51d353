// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar10.h"

#include "core/dataset/class_names.h"

#include <utility>

namespace faultline::dataset {

using base::Result;

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

CifarFiles cifar10Files(Split split) {
    CifarFiles files{"CIFAR-10",
                     "cifar-10-batches-bin",
                     {},
                     "cifar-10-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files"};
    for (const OfficialFile& file : officialCifar10Files())
        if ((file.name == "test_batch.bin") == (split == Split::Test))
            files.files.push_back(file.name);
    return files;
}

Result<std::unique_ptr<ImageSet>> openCifar10(const std::filesystem::path& folder, Split split) {
    const CifarFiles files = cifar10Files(split);
    FAULTLINE_TRY(place, locate(folder, files, split));
    MemoryPixels images;
    for (const std::string_view name : files.files)
        FAULTLINE_CHECK(appendRecords(place / name, {{{"", 10}}}, files, images));

    DatasetInfo info;
    info.format = Format::Cifar10Binary;
    info.name = "CIFAR-10";
    info.split = split;
    info.classes = namesOr(classNamesIn(place / "batches.meta.txt"), cifar10Classes());
    info.location = place.string();
    return memoryImages(std::move(info), std::move(images));
}

} // namespace faultline::dataset
