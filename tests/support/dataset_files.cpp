// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/dataset_files.h"

#include "core/dataset/cifar/cifar10.h"
#include "tests/support/torch_files.h"

namespace faultline::tests {

namespace {

std::string_view textOf(const base::Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string utf8OfLatin1(const base::Bytes& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        if (byte < 0x80) {
            text += static_cast<char>(byte);
        } else {
            text += static_cast<char>(0xc0 | byte >> 6);
            text += static_cast<char>(0x80 | (byte & 0x3f));
        }
    }
    return text;
}

/// Writes what differs between the ways to pickle a batch.
class BatchWriter {
public:
    explicit BatchWriter(PickledBy by)
        : m_by(by)
        , m_pickle(by == PickledBy::Python3Protocol4   ? 4
                   : by == PickledBy::Python3Protocol5 ? 5
                                                       : 2) {}

    void array(const PickledBatch& batch) {
        if (m_by == PickledBy::Python3Protocol5) { // _frombuffer(bytes, dtype, shape, order)
            global("numpy._core.numeric", "_frombuffer");
            m_pickle.op('(').raw("\x96").raw(littleText(batch.data.size(), 8)).raw(textOf(batch.data));
            type(batch.type);
            m_pickle.numbers(batch.shape);
            name(batch.fortranOrder ? "F" : "C");
            m_pickle.op("tR");
            return;
        }
        const bool newNames = m_by == PickledBy::Python3Protocol4;
        global(newNames ? "numpy._core.multiarray" : "numpy.core.multiarray", "_reconstruct");
        m_pickle.op('(');
        global("numpy", "ndarray");
        m_pickle.numbers({0});
        bytes({'b'});
        m_pickle.op("tR(").integer(1).numbers(batch.shape);
        type(batch.type);
        m_pickle.raw(batch.fortranOrder ? "\x88" : "\x89");
        bytes(batch.data);
        m_pickle.op("tb");
    }

    void list(const std::vector<std::int64_t>& values) {
        m_pickle.op("](");
        for (const std::int64_t value : values)
            m_pickle.integer(value);
        m_pickle.op('e');
    }

    void name(std::string_view text) {
        if (m_by == PickledBy::Python2)
            m_pickle.bytes(text);
        else
            m_pickle.text(text);
    }

    /// Bytes in what Python 3 writes: so they come from the published files.
    void key(std::string_view text) {
        if (m_by == PickledBy::Python2)
            name(text);
        else
            bytes({text.begin(), text.end()});
    }

    PickleWriter& pickle() { return m_pickle; }

private:
    static std::string littleText(std::uint64_t value, int size) {
        std::string text;
        for (int i = 0; i < size; ++i)
            text += static_cast<char>(value >> (8 * i));
        return text;
    }

    void global(std::string_view module, std::string_view function) {
        if (m_by == PickledBy::Python3Protocol4 || m_by == PickledBy::Python3Protocol5)
            m_pickle.text(module).text(function).raw("\x93").raw("\x94"); // STACK_GLOBAL, MEMOIZE
        else
            m_pickle.global(module, function);
    }

    void type(const std::string& code) {
        global("numpy", "dtype");
        m_pickle.op('(');
        name(code);
        m_pickle.raw("\x89\x88").op("tR(").integer(3);
        name("|");
        m_pickle.op("NNN").integer(-1).integer(-1).integer(0).op("tb");
    }

    void bytes(const base::Bytes& value) {
        if (m_by == PickledBy::Python3Protocol2) {
            m_pickle.global("_codecs", "encode").op('(').text(utf8OfLatin1(value)).text("latin1").op("tR");
        } else if (m_by == PickledBy::Python2) {
            m_pickle.bytes(textOf(value));
        } else {
            m_pickle.op('B').raw(littleText(value.size(), 4)).raw(textOf(value));
        }
    }

    PickledBy m_by;
    PickleWriter m_pickle;
};

} // namespace

base::Bytes npyFile(std::string_view type, const std::vector<std::uint64_t>& shape,
                    const base::Bytes& elements) {
    std::string header = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (";
    for (const std::uint64_t size : shape)
        header += std::to_string(size) + ", ";
    header += "), }\n";
    base::Bytes file{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    file.push_back(static_cast<std::uint8_t>(header.size()));
    file.push_back(static_cast<std::uint8_t>(header.size() >> 8));
    file.insert(file.end(), header.begin(), header.end());
    file.insert(file.end(), elements.begin(), elements.end());
    return file;
}

base::Bytes pickledBatch(const PickledBatch& batch) {
    BatchWriter writer(batch.by);
    writer.pickle().op("}(");
    writer.key("batch_label");
    writer.name("testing batch 1 of 1");
    for (const auto& [key, values] : batch.labels) {
        writer.key(key);
        writer.list(values);
    }
    writer.key("data");
    writer.array(batch);
    writer.pickle().op('u');
    return writer.pickle().finish();
}

base::Bytes pickledNames(const std::string& key, const std::vector<std::string>& names) {
    PickleWriter pickle;
    pickle.op("}(").bytes("num_vis").integer(3072).bytes(key).op("](");
    for (const std::string& name : names)
        pickle.bytes(name);
    return pickle.op("eu").finish();
}

base::Bytes pickledRecords(base::ByteView records, PickledBy by) {
    PickledBatch batch;
    batch.by = by;
    batch.labels.emplace_back("labels", std::vector<std::int64_t>());
    for (std::size_t at = 0; at < records.size(); at += dataset::cifarRecordBytes) {
        batch.labels.front().second.push_back(records[at]);
        const base::ByteView planes = records.subspan(at + 1, dataset::cifarPixelBytes);
        batch.data.insert(batch.data.end(), planes.begin(), planes.end());
    }
    batch.shape = {records.size() / dataset::cifarRecordBytes, dataset::cifarPixelBytes};
    return pickledBatch(batch);
}

Interleaved interleaved(base::ByteView records) {
    Interleaved result;
    for (std::size_t at = 0; at < records.size(); at += dataset::cifarRecordBytes) {
        result.labels.push_back(records[at]);
        dataset::appendPlanes(records.subspan(at + 1, dataset::cifarPixelBytes), result.pixels);
    }
    return result;
}

} // namespace faultline::tests
