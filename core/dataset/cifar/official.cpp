// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/official.h"

#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"

#include <algorithm>
#include <array>

namespace faultline::dataset {

bool isOfficial(std::string_view identity) {
    static constexpr std::array<std::string_view, 2> known{
        "1af40cc7ea95f3757cef8a7f2558994a19c1af0d74074047b2cc05b3e4a7de61",  // CIFAR-10, test
        "f93c257da145feb80a8a60f9ad0f7084bf3f3c49460f4e0e88bac77af02b8ebf"}; // CIFAR-10, train
    return std::find(known.begin(), known.end(), identity) != known.end();
}

bool mayBeTakenForOfficial(const DatasetInfo& info) {
    if (info.official)
        return false;
    const bool isOwn = info.format == Format::Npy || isImageFolder(info.format);
    return !isOwn || info.classes == cifar10Classes() || info.classes == cifar100Classes(LabelLevel::Fine) ||
           info.classes == cifar100Classes(LabelLevel::Coarse);
}

} // namespace faultline::dataset
