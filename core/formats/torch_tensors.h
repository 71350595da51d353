// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/checkpoint.h"
#include "core/formats/pickle.h"

#include <functional>
#include <optional>

namespace faultline::formats {

/// The longest key of a storage, in bytes; PyTorch numbers them.
inline constexpr std::size_t storageKeyLimit = 256;

/// Where a storage's bytes are: its key, the bytes that its elements need.
using FindStorage = std::function<base::Result<base::ByteView>(std::string_view key, std::uint64_t bytes)>;

/// The element type of "FloatStorage" and its like; nothing for kinds that are not read.
[[nodiscard]] std::optional<TensorType> storageType(std::string_view name);

/// Tensors of a pickle, as torch._utils rebuilds them from storages outside of it.
class TorchTensors {
public:
    TorchTensors(const Pickle& pickle, const FindStorage& findStorage)
        : m_pickle(pickle)
        , m_findStorage(findStorage) {}

    [[nodiscard]] bool isTensor(PickleRef ref) const;
    /// `ref` is one, and its shape holds no more: reading it takes no time.
    [[nodiscard]] bool holdsOneElement(PickleRef ref) const;
    /// `ref` is one. What does not lie row-major in its storage is copied into `checkpoint`. Refuses tensors
    /// that reach beyond their storage, and kinds that are not read (sparse, quantised).
    [[nodiscard]] base::Result<Tensor> read(const std::string& name, PickleRef ref,
                                            Checkpoint& checkpoint) const;

private:
    struct Storage;
    /// Of the plain tensor that `ref` is or wraps; nullptr for kinds that are not read.
    [[nodiscard]] const std::vector<PickleRef>* plainArguments(PickleRef ref) const;
    [[nodiscard]] base::Result<Storage> storageFrom(const std::string& name, PickleRef ref) const;
    base::Result<> takeView(const std::string& name, const std::vector<PickleRef>& view,
                            Storage& storage) const;
    [[nodiscard]] base::Result<std::vector<std::uint64_t>> numbers(const std::string& name,
                                                                   PickleRef ref) const;
    [[nodiscard]] base::Result<Tensor>
    strided(const std::string& name, const std::vector<PickleRef>& arguments, Checkpoint& checkpoint) const;

    const Pickle& m_pickle;
    const FindStorage& m_findStorage;
};

} // namespace faultline::formats
