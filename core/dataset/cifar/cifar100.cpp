// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar100.h"

#include "core/dataset/class_names.h"

#include <utility>

namespace faultline::dataset {

using base::Result;

const std::vector<std::string>& cifar100Classes(LabelLevel level) {
    static const std::vector<std::string> fine{
        "apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
        "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
        "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
        "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
        "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
        "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
        "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
        "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
        "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
        "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
        "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
        "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
        "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
        "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
        "table",       "tank",          "telephone", "television", "tiger",        "tractor",
        "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
        "willow_tree", "wolf",          "woman",     "worm"};
    static const std::vector<std::string> coarse{"aquatic_mammals",
                                                 "fish",
                                                 "flowers",
                                                 "food_containers",
                                                 "fruit_and_vegetables",
                                                 "household_electrical_devices",
                                                 "household_furniture",
                                                 "insects",
                                                 "large_carnivores",
                                                 "large_man-made_outdoor_things",
                                                 "large_natural_outdoor_scenes",
                                                 "large_omnivores_and_herbivores",
                                                 "medium_mammals",
                                                 "non-insect_invertebrates",
                                                 "people",
                                                 "reptiles",
                                                 "small_mammals",
                                                 "trees",
                                                 "vehicles_1",
                                                 "vehicles_2"};
    return level == LabelLevel::Fine ? fine : coarse;
}

std::string cifar100Name(LabelLevel level) {
    return level == LabelLevel::Fine ? "CIFAR-100" : "CIFAR-100 (coarse)";
}

CifarFiles cifar100Files(Split split) {
    return {"CIFAR-100",
            "cifar-100-binary",
            {split == Split::Test ? "test.bin" : "train.bin"},
            "cifar-100-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files",
            split == Split::Test ? 10'000u : 50'000u};
}

Result<std::unique_ptr<ImageSet>> openCifar100(const std::filesystem::path& folder, Split split,
                                               LabelLevel level) {
    const CifarFiles files = cifar100Files(split);
    FAULTLINE_TRY(place, locate(folder, files, split));
    const bool fine = level == LabelLevel::Fine;
    const CifarRecord record{{{"coarse ", 20}, {"fine ", 100}}, fine ? 1u : 0u};
    MemoryPixels images;
    for (const std::string_view name : files.files)
        FAULTLINE_CHECK(appendRecords(place / name, record, files, images));

    DatasetInfo info;
    info.format = Format::Cifar100Binary;
    info.name = cifar100Name(level);
    info.split = split;
    info.classes = namesOr(classNamesIn(place / (fine ? "fine_label_names.txt" : "coarse_label_names.txt")),
                           cifar100Classes(level));
    info.location = place.string();
    return memoryImages(std::move(info), std::move(images));
}

} // namespace faultline::dataset
