// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/torch_failure.h"

#include "core/base/text.h"

#include <algorithm>
#include <new>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;

tl::unexpected<base::Error> failureFrom(const std::exception& thrown, const std::string& device,
                                        const std::string& work) {
    const std::string text = thrown.what();
    if (dynamic_cast<const std::bad_alloc*>(&thrown) != nullptr ||
        base::lowered(text).find("out of memory") != std::string::npos ||
        text.find("allocate memory") != std::string::npos)
        return failure(ErrorKind::Io, "the device " + device + " has not enough memory for " + work +
                                          "; choose a smaller batch or another device");
    return failure(ErrorKind::Internal, "computing on " + device + " failed: " +
                                            text.substr(0, std::min(text.find('\n'), std::size_t{300})));
}

} // namespace faultline::libtorch
