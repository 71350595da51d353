// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle.h"

#include "core/base/text.h"
#include "core/formats/pickle_machine.h"

#include <bit>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;
using Kind = PickleNode::Kind;

namespace {

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the pickle is damaged: " + what);
}

/// Takes instructions and their arguments from the stream; the machine carries them out. The letters are
/// those of Python's pickletools.
class PickleReader {
public:
    PickleReader(base::ByteView stream, Calls calls)
        : m_stream(stream)
        , m_machine(calls) {}

    Result<Pickle> read() {
        for (;;) {
            if (m_at == m_stream.size())
                return damaged("it is cut off");
            const char code = static_cast<char>(m_stream[m_at++]);
            if (code == '.')
                return std::move(m_machine).finish(m_at);
            FAULTLINE_CHECK(step(code));
        }
    }

private:
    Result<> step(char code) {
        if (static_cast<unsigned char>(code) >= 0x80)
            return newerStep(static_cast<unsigned char>(code));
        switch (code) {
        case '(':
            m_machine.mark();
            return {};
        case '0':
            return m_machine.pop();
        case '1':
            return m_machine.popToMark();
        case '2':
            return m_machine.duplicate();
        case 'N':
            return m_machine.push({});
        case ')':
            return pushEmpty(Kind::Tuple);
        case ']':
            return pushEmpty(Kind::List);
        case '}':
            return pushEmpty(Kind::Dict);
        case 't':
            return m_machine.collect(Kind::Tuple);
        case 'l':
            return m_machine.collect(Kind::List);
        case 'd':
            return m_machine.collect(Kind::Dict);
        case 'a':
            return m_machine.addOne(1);
        case 's':
            return m_machine.addOne(2);
        case 'e':
            return m_machine.addAboveMark(1);
        case 'u':
            return m_machine.addAboveMark(2);
        case 'R':
            return m_machine.reduce();
        case 'b':
            return m_machine.build();
        case 'o':
            return m_machine.constructAboveMark();
        case 'Q':
            return m_machine.persistentId();
        default:
            return argumentStep(code);
        }
    }

    /// Instructions that carry an argument: numbers, texts, names and memo positions.
    Result<> argumentStep(char code) {
        switch (code) {
        case 'I':
        case 'L':
            return lineInteger();
        case 'F':
            return lineReal();
        case 'J':
            return pushSigned();
        case 'K':
            return pushUnsigned(1);
        case 'M':
            return pushUnsigned(2);
        case 'G':
            return pushBinaryReal();
        case 'S':
        case 'V':
            return lineText(code == 'S' ? Kind::Bytes : Kind::Text);
        case 'T':
        case 'B':
            return pushCounted(Kind::Bytes, 4);
        case 'U':
        case 'C':
            return pushCounted(Kind::Bytes, 1);
        case 'X':
            return pushCounted(Kind::Text, 4);
        case 'c':
            return lineGlobal();
        case 'i':
            return failure(ErrorKind::Refused, "the pickle makes objects the way of Python 1 (INST)");
        case 'P':
            return failure(ErrorKind::Refused, "the pickle keeps its storages by text ids, which no PyTorch "
                                               "writes");
        case 'p':
        case 'g':
            return lineMemo(code == 'p');
        case 'q':
        case 'r':
            return withNumber(code == 'q' ? 1 : 4, [&](std::uint64_t n) {
                return m_machine.memoize(static_cast<std::uint32_t>(n));
            });
        case 'h':
        case 'j':
            return withNumber(code == 'h' ? 1 : 4, [&](std::uint64_t n) {
                return m_machine.recall(static_cast<std::uint32_t>(n));
            });
        default:
            return unknown(static_cast<unsigned char>(code));
        }
    }

    /// Protocols 2 to 5.
    Result<> newerStep(unsigned char code) {
        switch (code) {
        case 0x80: // PROTO
            return withNumber(1, [](std::uint64_t version) -> Result<> {
                if (version > 5)
                    return failure(ErrorKind::Refused, "the pickle has protocol " + std::to_string(version) +
                                                           "; 0 to 5 are read");
                return {};
            });
        case 0x81: // NEWOBJ
            return m_machine.construct(2);
        case 0x92: // NEWOBJ_EX
            return m_machine.construct(3);
        case 0x85:
        case 0x86:
        case 0x87: // TUPLE1 … TUPLE3
            return m_machine.tuple(code - 0x84u);
        case 0x88:
        case 0x89: // NEWTRUE, NEWFALSE
            return pushInteger(Kind::Bool, code == 0x88);
        case 0x8a:
        case 0x8b: // LONG1, LONG4
            return pushLong(code == 0x8a ? 1 : 4);
        case 0x8c:
        case 0x8d: // SHORT_BINUNICODE, BINUNICODE8
            return pushCounted(Kind::Text, code == 0x8c ? 1 : 8);
        case 0x8e:
        case 0x96: // BINBYTES8, BYTEARRAY8
            return pushCounted(Kind::Bytes, 8);
        case 0x8f: // EMPTY_SET
            return pushEmpty(Kind::Set);
        case 0x90: // ADDITEMS
            return m_machine.addAboveMark(1);
        case 0x91: // FROZENSET
            return m_machine.collect(Kind::Set);
        case 0x93: // STACK_GLOBAL
            return m_machine.stackGlobal();
        case 0x94: // MEMOIZE
            return m_machine.memoize();
        case 0x95: // FRAME
            return withNumber(8, [](std::uint64_t) -> Result<> { return {}; });
        default:
            return unknown(code);
        }
    }

    static Result<> unknown(unsigned char code) {
        return damaged("byte " + std::to_string(code) + " is no instruction of it");
    }

    Result<base::ByteView> take(std::uint64_t count) {
        if (count > m_stream.size() - m_at)
            return damaged("it is cut off");
        const base::ByteView bytes = m_stream.subspan(m_at, count);
        m_at += count;
        return bytes;
    }

    template <class Use>
    Result<> withNumber(std::size_t size, Use use) {
        FAULTLINE_TRY(bytes, take(size));
        std::uint64_t number = 0;
        for (std::size_t i = size; i-- > 0;)
            number = number << 8 | bytes[i];
        return use(number);
    }

    static std::string_view textOf(base::ByteView bytes) {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    /// Up to a line feed, which is taken but not part of it.
    Result<std::string_view> line() {
        const std::string_view rest = textOf(m_stream.subspan(m_at));
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos)
            return damaged("it is cut off");
        m_at += end + 1;
        return rest.substr(0, end);
    }

    Result<> pushEmpty(Kind kind) {
        PickleNode node;
        node.kind = kind;
        return m_machine.push(std::move(node));
    }

    Result<> pushInteger(Kind kind, std::int64_t value) {
        PickleNode node;
        node.kind = kind;
        node.integer = value;
        return m_machine.push(std::move(node));
    }

    Result<> pushReal(double value) {
        PickleNode node;
        node.kind = Kind::Real;
        node.real = value;
        return m_machine.push(std::move(node));
    }

    Result<> pushUnsigned(std::size_t size) {
        return withNumber(
            size, [&](std::uint64_t n) { return pushInteger(Kind::Integer, static_cast<std::int64_t>(n)); });
    }

    Result<> pushSigned() {
        return withNumber(4, [&](std::uint64_t n) {
            return pushInteger(Kind::Integer, static_cast<std::int32_t>(static_cast<std::uint32_t>(n)));
        });
    }

    /// Big-endian, unlike all else.
    Result<> pushBinaryReal() {
        FAULTLINE_TRY(bytes, take(8));
        std::uint64_t bits = 0;
        for (const std::uint8_t byte : bytes)
            bits = bits << 8 | byte;
        return pushReal(std::bit_cast<double>(bits));
    }

    Result<> pushLong(std::size_t lengthSize) {
        return withNumber(lengthSize, [&](std::uint64_t length) -> Result<> {
            FAULTLINE_TRY(bytes, take(length));
            if (bytes.size() > 8)
                return m_machine.pushText(Kind::Long, textOf(bytes));
            const bool negative = !bytes.empty() && (bytes.back() & 0x80) != 0;
            std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
            for (std::size_t i = bytes.size(); i-- > 0;)
                value = value << 8 | bytes[i];
            return pushInteger(Kind::Integer, static_cast<std::int64_t>(value));
        });
    }

    Result<> pushCounted(Kind kind, std::size_t lengthSize) {
        return withNumber(lengthSize, [&](std::uint64_t length) -> Result<> {
            FAULTLINE_TRY(bytes, take(length));
            return m_machine.pushText(kind, textOf(bytes));
        });
    }

    Result<> lineInteger() {
        FAULTLINE_TRY(text, line());
        if (text == "00" || text == "01")
            return pushInteger(Kind::Bool, text == "01");
        if (text.ends_with('L'))
            text.remove_suffix(1);
        const auto value = base::parsedNumber<std::int64_t>(text);
        if (!value)
            return damaged("a number is none");
        return pushInteger(Kind::Integer, *value);
    }

    Result<> lineReal() {
        FAULTLINE_TRY(text, line());
        const auto value = base::parsedNumber<double>(text);
        if (!value)
            return damaged("a number is none");
        return pushReal(*value);
    }

    /// Protocol 0 escapes what is not plain ASCII; names and keys are plain.
    Result<> lineText(Kind kind) {
        FAULTLINE_TRY(text, line());
        if (kind == Kind::Bytes) {
            const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                                (text.front() == '\'' || text.front() == '"');
            if (!quoted)
                return damaged("a text has no quotes");
            text = text.substr(1, text.size() - 2);
        }
        if (text.find('\\') != std::string_view::npos)
            return failure(ErrorKind::Refused, "the pickle has protocol 0 with escaped texts; save it again "
                                               "with protocol 2 or newer");
        return m_machine.pushText(kind, text);
    }

    Result<> lineGlobal() {
        FAULTLINE_TRY(module, line());
        FAULTLINE_TRY(name, line());
        return m_machine.pushGlobal(module, name);
    }

    Result<> lineMemo(bool store) {
        FAULTLINE_TRY(text, line());
        const auto number = base::parsedNumber<std::uint32_t>(text);
        if (!number)
            return damaged("a number is none");
        return store ? m_machine.memoize(*number) : m_machine.recall(*number);
    }

    base::ByteView m_stream;
    std::size_t m_at = 0;
    PickleMachine m_machine;
};

} // namespace

Result<Pickle> readPickle(base::ByteView stream, Calls calls) {
    return PickleReader(stream, calls).read();
}

std::optional<PickleRef> Pickle::find(PickleRef dict, std::string_view key) const {
    const PickleNode& node = nodes[dict];
    if (node.kind != Kind::Dict)
        return std::nullopt;
    for (std::size_t i = node.items.size(); i >= 2; i -= 2) {
        const PickleNode& candidate = nodes[node.items[i - 2]];
        if ((candidate.kind == Kind::Text || candidate.kind == Kind::Bytes) && candidate.text == key)
            return node.items[i - 1];
    }
    return std::nullopt;
}

std::string Pickle::globalName(PickleRef ref) const {
    const PickleNode* node = &nodes[ref];
    if (node->kind == Kind::Object)
        node = &nodes[node->items.front()];
    return node->kind == Kind::Global ? std::string(node->text) + "." + std::string(node->name)
                                      : std::string();
}

std::optional<double> Pickle::number(PickleRef ref) const {
    const PickleNode& node = nodes[ref];
    if (node.kind == Kind::Real)
        return node.real;
    if (node.kind == Kind::Integer || node.kind == Kind::Bool)
        return static_cast<double>(node.integer);
    return std::nullopt;
}

} // namespace faultline::formats
