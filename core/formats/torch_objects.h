// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/torch_tensors.h"

namespace faultline::formats {

/// The state dict in the object that torch.save() wrote: the object itself or, of a training checkpoint, what
/// stands under state_dict, model_state_dict, net, model and their like. Numbers and texts beside it become
/// facts; optimizers and foreign objects beside it are skipped. Of several state dicts the one under the key
/// `weights` is taken, else the usual one, else the first that is not called an average. Refuses, by name, a
/// pickled module and foreign objects within the state dict.
[[nodiscard]] base::Result<Checkpoint> stateDictFrom(const Pickle& pickle, const FindStorage& findStorage,
                                                     std::string_view weights = {});

} // namespace faultline::formats
