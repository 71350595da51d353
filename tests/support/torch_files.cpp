// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/torch_files.h"

#include <bit>

namespace faultline::tests {

namespace {

void append(base::Bytes& bytes, std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
}

void appendLittle(base::Bytes& bytes, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::vector<std::uint64_t> rowMajor(const std::vector<std::uint64_t>& shape) {
    std::vector<std::uint64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    return strides;
}

void writeTensor(PickleWriter& pickle, const TorchTensor& tensor, std::size_t key, const TorchFile& file) {
    const bool old = file.container == TorchContainer::Legacy;
    pickle.text(tensor.name).global("torch._utils", old ? "_rebuild_tensor" : "_rebuild_tensor_v2").op("((");
    pickle.text("storage").global("torch", tensor.storage).text(std::to_string(key)).text(file.location);
    pickle.integer(static_cast<std::int64_t>(tensor.values.size()));
    if (old)
        pickle.op('N'); // no view
    pickle.op("tQ").integer(0).numbers(tensor.shape);
    pickle.numbers(tensor.strides.empty() ? rowMajor(tensor.shape) : tensor.strides);
    if (!old)
        pickle.raw("\x89").global("collections", "OrderedDict").op(")R"); // requires_grad, hooks
    pickle.op("tR");
}

void writeStateDict(PickleWriter& pickle, const TorchFile& file) {
    pickle.global("collections", "OrderedDict").op(")R(");
    for (std::size_t i = 0; i < file.tensors.size(); ++i)
        writeTensor(pickle, file.tensors[i], i, file);
    pickle.op('u');
    if (file.metadata) // {"_metadata": OrderedDict({"": {"version": 1}})} as the dict's own state
        pickle.op('}')
            .text("_metadata")
            .global("collections", "OrderedDict")
            .op(")R")
            .text("")
            .op('}')
            .text("version")
            .integer(1)
            .op("sssb");
}

base::Bytes objectPickle(const TorchFile& file) {
    PickleWriter pickle;
    if (file.key.empty()) {
        writeStateDict(pickle, file);
        return pickle.finish();
    }
    pickle.op("}(");
    for (const auto& [name, value] : file.facts)
        pickle.text(name).real(value);
    pickle.text(file.key);
    writeStateDict(pickle, file);
    if (!file.foreign.empty()) { // cls.__new__(cls) with a state: {"lr": 0.1}
        const std::size_t space = file.foreign.find(' ');
        pickle.text("args").global(file.foreign.substr(0, space), file.foreign.substr(space + 1)).op(')');
        pickle.raw("\x81").op('}').text("lr").real(0.1).op("sb");
    }
    std::size_t storage = file.tensors.size();
    for (const auto& [key, tensors] : file.others) {
        pickle.text(key).op("}(");
        for (const TorchTensor& tensor : tensors)
            writeTensor(pickle, tensor, storage++, file);
        pickle.op('u');
    }
    pickle.op('u');
    return pickle.finish();
}

base::Bytes storageBytes(const TorchTensor& tensor) {
    return base::packed(tensor.values);
}

std::uint32_t crc32(base::ByteView bytes) {
    std::uint32_t crc = 0xffffffff;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

} // namespace

PickleWriter::PickleWriter(int protocol) {
    m_bytes = {0x80, static_cast<std::uint8_t>(protocol)};
}
PickleWriter& PickleWriter::op(char code) {
    m_bytes.push_back(static_cast<std::uint8_t>(code));
    return *this;
}
PickleWriter& PickleWriter::op(std::string_view codes) {
    return raw(codes);
}
PickleWriter& PickleWriter::raw(std::string_view bytes) {
    append(m_bytes, bytes);
    return *this;
}
PickleWriter& PickleWriter::little(std::uint64_t value, int size) {
    appendLittle(m_bytes, value, size);
    return *this;
}
PickleWriter& PickleWriter::text(std::string_view value) {
    return op('X').little(value.size(), 4).raw(value);
}
PickleWriter& PickleWriter::bytes(std::string_view value) {
    return op('T').little(value.size(), 4).raw(value);
}
PickleWriter& PickleWriter::integer(std::int64_t value) {
    if (value >= INT32_MIN && value <= INT32_MAX)
        return op('J').little(static_cast<std::uint32_t>(value), 4);
    return raw("\x8a").op('\x08').little(static_cast<std::uint64_t>(value), 8);
}
PickleWriter& PickleWriter::real(double value) {
    op('G');
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 8; i-- > 0;)
        m_bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
    return *this;
}
PickleWriter& PickleWriter::global(std::string_view module, std::string_view name) {
    return op('c').raw(module).op('\n').raw(name).op('\n');
}
PickleWriter& PickleWriter::numbers(const std::vector<std::uint64_t>& values) {
    op('(');
    for (const std::uint64_t value : values)
        integer(static_cast<std::int64_t>(value));
    return op('t');
}
base::Bytes PickleWriter::finish() {
    op('.');
    return m_bytes;
}

base::Bytes zipArchive(const std::vector<ZipFile>& files) {
    base::Bytes archive;
    base::Bytes directory;
    for (const ZipFile& file : files) {
        const std::size_t begin = archive.size();
        const base::Bytes& packed = file.deflated.empty() ? file.bytes : file.deflated;
        base::Bytes common; // what the local header and the directory share
        appendLittle(common, 0, 2);
        appendLittle(common, file.deflated.empty() ? 0 : 8, 2);
        appendLittle(common, 0, 2 + 2);
        appendLittle(common, crc32(file.bytes), 4);
        appendLittle(common, packed.size(), 4);
        appendLittle(common, file.bytes.size(), 4);
        appendLittle(common, file.name.size(), 2);
        append(archive, std::string_view("PK\x03\x04\x00\x00", 6));
        archive.insert(archive.end(), common.begin(), common.end());
        appendLittle(archive, 0, 2);
        append(archive, file.name);
        archive.insert(archive.end(), packed.begin(), packed.end());
        append(directory, std::string_view("PK\x01\x02\x00\x00\x00\x00", 8));
        directory.insert(directory.end(), common.begin(), common.end());
        appendLittle(directory, 0, 2 + 2 + 2 + 2);
        appendLittle(directory, 0, 4);
        appendLittle(directory, begin, 4);
        append(directory, file.name);
    }
    const std::size_t begin = archive.size();
    archive.insert(archive.end(), directory.begin(), directory.end());
    append(archive, std::string_view("PK\x05\x06\x00\x00\x00\x00", 8));
    appendLittle(archive, files.size(), 2);
    appendLittle(archive, files.size(), 2);
    appendLittle(archive, directory.size(), 4);
    appendLittle(archive, begin, 4);
    appendLittle(archive, 0, 2);
    return archive;
}

base::Bytes torchFile(const TorchFile& file) {
    const base::Bytes object = objectPickle(file);
    if (file.container == TorchContainer::Zip) {
        std::vector<ZipFile> entries{{"archive/data.pkl", object}};
        std::vector<TorchTensor> tensors = file.tensors;
        for (const auto& [key, more] : file.others)
            tensors.insert(tensors.end(), more.begin(), more.end());
        for (std::size_t i = 0; i < tensors.size(); ++i)
            entries.push_back({"archive/data/" + std::to_string(i), storageBytes(tensors[i])});
        entries.push_back({"archive/version", {'3', '\n'}});
        entries.push_back({"archive/byteorder", {'l', 'i', 't', 't', 'l', 'e'}});
        return zipArchive(entries);
    }
    base::Bytes stream = PickleWriter().raw("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19").finish();
    const auto add = [&](const base::Bytes& piece) {
        stream.insert(stream.end(), piece.begin(), piece.end());
    };
    add(PickleWriter().integer(1001).finish());
    add(PickleWriter().op('}').text("little_endian").raw("\x88").op('s').finish());
    add(object);
    PickleWriter keys;
    keys.op("](");
    for (std::size_t i = 0; i < file.tensors.size(); ++i)
        keys.text(std::to_string(i));
    add(keys.op('e').finish());
    for (const TorchTensor& tensor : file.tensors) {
        appendLittle(stream, tensor.values.size(), 8);
        add(storageBytes(tensor));
    }
    return stream;
}

std::vector<TorchTensor> tinyResnet(const std::string& prefix, std::size_t favourite, std::size_t classes,
                                    std::uint64_t stem) {
    std::vector<TorchTensor> tensors;
    const auto add = [&](const std::string& name, const std::vector<std::uint64_t>& shape, float value) {
        std::uint64_t elements = 1;
        for (const std::uint64_t side : shape)
            elements *= side;
        tensors.push_back({prefix + name, shape, std::vector<float>(elements, value)});
    };
    const auto norm = [&](const std::string& name, std::uint64_t channels) {
        add(name + ".weight", {channels}, 1);
        add(name + ".bias", {channels}, 0);
        add(name + ".running_mean", {channels}, 0);
        add(name + ".running_var", {channels}, 1);
    };
    add("conv1.weight", {4, 3, stem, stem}, 0.01F);
    norm("bn1", 4);
    std::uint64_t before = 4;
    for (std::uint64_t stage = 1, width = 4; stage <= 3; ++stage, width *= 2) {
        const std::string block = "layer" + std::to_string(stage) + ".0.";
        add(block + "conv1.weight", {width, before, 3, 3}, 0.01F);
        norm(block + "bn1", width);
        add(block + "conv2.weight", {width, width, 3, 3}, 0.01F);
        norm(block + "bn2", width);
        if (width != before) {
            add(block + "downsample.0.weight", {width, before, 1, 1}, 0.01F);
            norm(block + "downsample.1", width);
        }
        before = width;
    }
    add("fc.weight", {classes, before}, 0);
    add("fc.bias", {classes}, 0);
    tensors.back().values.at(favourite) = 1;
    return tensors;
}

} // namespace faultline::tests
