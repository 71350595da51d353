// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_tensors.h"

#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <limits>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;
using Kind = PickleNode::Kind;

struct TorchTensors::Storage {
    TensorType type = TensorType::F32;
    std::uint64_t elements = 0;
    std::uint64_t begin = 0; ///< elements, of a view of 0.4 and earlier
    base::ByteView bytes;
};

namespace {

/// Of all copies together, so that a small file can't ask for much memory.
constexpr std::uint64_t copyLimit = std::uint64_t{1} << 30;

struct StorageType {
    std::string_view name;
    TensorType type;
};
constexpr std::array<StorageType, 11> storageTypes{{{"FloatStorage", TensorType::F32},
                                                    {"DoubleStorage", TensorType::F64},
                                                    {"HalfStorage", TensorType::F16},
                                                    {"BFloat16Storage", TensorType::BF16},
                                                    {"LongStorage", TensorType::I64},
                                                    {"IntStorage", TensorType::I32},
                                                    {"ShortStorage", TensorType::I16},
                                                    {"CharStorage", TensorType::I8},
                                                    {"ByteStorage", TensorType::U8},
                                                    {"BoolStorage", TensorType::Bool},
                                                    {"ComplexFloatStorage", TensorType::C64}}};

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the checkpoint is damaged: " + what);
}

std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b) {
    if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b)
        return std::nullopt;
    return a * b;
}

tl::unexpected<base::Error> outside(const std::string& name) {
    return damaged("the tensor " + quotedName(name) + " reaches beyond its storage");
}

bool isRowMajor(const std::vector<std::uint64_t>& shape, const std::vector<std::uint64_t>& strides) {
    std::uint64_t expected = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        if (shape[i] != 1 && strides[i] != expected)
            return false;
        expected *= shape[i];
    }
    return true;
}

/// A row-major copy; every element is known to lie in `from`.
base::Bytes gathered(base::ByteView from, const std::vector<std::uint64_t>& shape,
                     const std::vector<std::uint64_t>& strides, std::uint64_t elements, std::uint64_t size) {
    base::Bytes bytes(elements * size);
    std::vector<std::uint64_t> index(shape.size(), 0);
    for (std::uint64_t i = 0; i < elements; ++i) {
        std::uint64_t at = 0;
        for (std::size_t d = 0; d < shape.size(); ++d)
            at += index[d] * strides[d];
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(at * size), size,
                    bytes.begin() + static_cast<std::ptrdiff_t>(i * size));
        for (std::size_t d = shape.size(); d-- > 0 && ++index[d] == shape[d];)
            index[d] = 0;
    }
    return bytes;
}

Result<std::vector<std::uint64_t>> tupleNumbers(const Pickle& pickle, const std::string& name,
                                                const PickleNode& node) {
    if (node.items.size() > tensorRankLimit)
        return failure(ErrorKind::Refused, "its tensor " + quotedName(name) + " has more than " +
                                               std::to_string(tensorRankLimit) + " dimensions");
    std::vector<std::uint64_t> values;
    for (const PickleRef item : node.items) {
        if (pickle[item].kind != Kind::Integer || pickle[item].integer < 0)
            return damaged("the tensor " + quotedName(name) + " has no valid shape");
        values.push_back(static_cast<std::uint64_t>(pickle[item].integer));
    }
    return values;
}

} // namespace

std::optional<TensorType> storageType(std::string_view name) {
    for (const StorageType& known : storageTypes)
        if (known.name == name)
            return known.type;
    return std::nullopt;
}

bool TorchTensors::isTensor(PickleRef ref) const {
    const std::string name = m_pickle.globalName(ref);
    return m_pickle[ref].kind == Kind::Object && name.starts_with("torch._utils._rebuild_");
}

/// _rebuild_parameter(tensor, …) around _rebuild_tensor[_v2](storage, offset, size, stride, …).
const std::vector<PickleRef>* TorchTensors::plainArguments(PickleRef ref) const {
    constexpr int deepest = 4;
    for (int depth = 0; depth < deepest; ++depth) {
        const PickleNode& object = m_pickle[ref];
        const std::string function = m_pickle.globalName(ref);
        const PickleNode& arguments = m_pickle[object.items[1]];
        if (object.kind != Kind::Object || arguments.kind != Kind::Tuple)
            break;
        if (function.starts_with("torch._utils._rebuild_parameter") && !arguments.items.empty() &&
            isTensor(arguments.items[0])) {
            ref = arguments.items[0];
            continue;
        }
        const bool known =
            function == "torch._utils._rebuild_tensor" || function == "torch._utils._rebuild_tensor_v2";
        if (!known || arguments.items.size() < 4)
            break;
        return &arguments.items;
    }
    return nullptr;
}

bool TorchTensors::holdsOneElement(PickleRef ref) const {
    const std::vector<PickleRef>* const arguments = plainArguments(ref);
    const auto shape = arguments ? numbers("", (*arguments)[2]) : Result<std::vector<std::uint64_t>>();
    return arguments && shape &&
           std::all_of(shape->begin(), shape->end(), [](std::uint64_t size) { return size == 1; });
}

Result<Tensor> TorchTensors::read(const std::string& name, PickleRef ref, Checkpoint& checkpoint) const {
    if (const std::vector<PickleRef>* const arguments = plainArguments(ref))
        return strided(name, *arguments, checkpoint);
    return failure(ErrorKind::Refused, "its tensor " + quotedName(name) + " is made by " +
                                           quotedName(m_pickle.globalName(ref)) +
                                           ", which is not read; save a plain tensor");
}

Result<TorchTensors::Storage> TorchTensors::storageFrom(const std::string& name, PickleRef ref) const {
    const auto bad = [&] { return damaged("the tensor " + quotedName(name) + " has no valid storage"); };
    if (m_pickle[ref].kind != Kind::Persistent)
        return bad();
    const std::vector<PickleRef>& id = m_pickle[m_pickle[ref].items[0]].items;
    if (id.size() < 5 || m_pickle[id[0]].text != "storage" || m_pickle[id[1]].kind != Kind::Global ||
        m_pickle[id[4]].kind != Kind::Integer || m_pickle[id[4]].integer < 0 ||
        m_pickle[id[2]].text.size() > storageKeyLimit)
        return bad();
    const auto type = storageType(m_pickle[id[1]].name);
    if (!type || !m_pickle[id[1]].text.starts_with("torch"))
        return failure(ErrorKind::Refused, "its tensor " + quotedName(name) + " lies in a " +
                                               quotedName(m_pickle.globalName(id[1])) +
                                               ", which is not read");
    Storage storage;
    storage.type = *type;
    storage.elements = static_cast<std::uint64_t>(m_pickle[id[4]].integer);
    if (id.size() > 5 && m_pickle[id[5]].kind == Kind::Tuple)
        FAULTLINE_CHECK(takeView(name, m_pickle[id[5]].items, storage));
    const auto bytes = product(storage.elements, bitSize(storage.type) / 8);
    if (!bytes)
        return bad();
    FAULTLINE_TRY(found, m_findStorage(m_pickle[id[2]].text, *bytes));
    storage.bytes = found;
    return storage;
}

/// The view's key, first element and number of elements.
Result<> TorchTensors::takeView(const std::string& name, const std::vector<PickleRef>& view,
                                Storage& storage) const {
    const bool sound = view.size() == 3 && m_pickle[view[1]].kind == Kind::Integer &&
                       m_pickle[view[1]].integer >= 0 &&
                       static_cast<std::uint64_t>(m_pickle[view[1]].integer) <= storage.elements;
    if (!sound)
        return damaged("the tensor " + quotedName(name) + " has no valid view of its storage");
    storage.begin = static_cast<std::uint64_t>(m_pickle[view[1]].integer);
    return {};
}

Result<std::vector<std::uint64_t>> TorchTensors::numbers(const std::string& name, PickleRef ref) const {
    const PickleNode& node = m_pickle[ref];
    // torch.Size((…)) in some versions
    if (node.kind == Kind::Object && m_pickle[node.items[1]].items.size() == 1 &&
        m_pickle.globalName(ref) == "torch.Size")
        return tupleNumbers(m_pickle, name, m_pickle[m_pickle[node.items[1]].items[0]]);
    return tupleNumbers(m_pickle, name, node);
}

Result<Tensor> TorchTensors::strided(const std::string& name, const std::vector<PickleRef>& arguments,
                                     Checkpoint& checkpoint) const {
    FAULTLINE_TRY(storage, storageFrom(name, arguments[0]));
    FAULTLINE_TRY(shape, numbers(name, arguments[2]));
    FAULTLINE_TRY(strides, numbers(name, arguments[3]));
    const PickleNode& offset = m_pickle[arguments[1]];
    if (offset.kind != Kind::Integer || offset.integer < 0 || strides.size() != shape.size())
        return damaged("the tensor " + quotedName(name) + " has no valid place in its storage");
    Tensor tensor;
    tensor.name = name;
    tensor.type = storage.type;
    tensor.shape = shape;
    tensor.elements = 1;
    std::uint64_t furthest = 0; // the element that lies furthest from the tensor's first
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const auto elements = product(tensor.elements, shape[i]);
        const auto reach = product(shape[i] == 0 ? 0 : shape[i] - 1, strides[i]);
        if (!elements || !reach || *reach > storage.elements || *elements > storage.elements)
            return outside(name);
        tensor.elements = *elements;
        furthest += *reach;
    }
    const std::uint64_t begin = storage.begin + static_cast<std::uint64_t>(offset.integer);
    if (tensor.elements > 0 && (begin > storage.elements || furthest >= storage.elements - begin ||
                                tensor.elements > storage.elements))
        return outside(name);
    const std::uint64_t size = bitSize(storage.type) / 8;
    if (tensor.elements == 0)
        return tensor;
    if (isRowMajor(shape, strides)) {
        tensor.bytes = storage.bytes.subspan(begin * size, tensor.elements * size);
        return tensor;
    }
    std::uint64_t copied = tensor.elements * size;
    for (const base::Bytes& copy : checkpoint.copies)
        copied += copy.size();
    if (copied > copyLimit)
        return failure(ErrorKind::Refused,
                       "its tensors lie in the file in too many orders to be copied; save "
                       "them contiguous");
    tensor.bytes = checkpoint.copies.emplace_back(
        gathered(storage.bytes.subspan(begin * size), shape, strides, tensor.elements, size));
    return tensor;
}

} // namespace faultline::formats
