// SPDX-License-Identifier: GPL-3.0-or-later
// Pickles: the values that a stream holds.
#include "core/formats/pickle.h"

#include "tests/fuzz/target.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

using Kind = formats::PickleNode::Kind;

constexpr std::size_t mostLookups = 1 << 10; ///< each walks over one dict

void check(const formats::Pickle& pickle, const formats::PickleNode& node, base::ByteView stream) {
    expect(liesIn(node.text, stream) && liesIn(node.name, stream), "texts lie in the stream");
    for (const formats::PickleRef item : node.items)
        expect(item < pickle.nodes.size(), "an item is a value of the pickle");
    if (node.kind == Kind::Dict)
        expect(node.items.size() % 2 == 0, "a dict has a value for each key");
    if (node.kind == Kind::Persistent)
        expect(node.items.size() == 1, "a persistent value has one id");
    if (node.kind == Kind::Object)
        expect(node.items.size() >= 2 && pickle[node.items[0]].kind == Kind::Global,
               "an object has a class and arguments");
}

void run(base::ByteView stream) {
    const auto pickle = formats::readPickle(stream);
    if (!pickle)
        return;
    expect(pickle->root < pickle->nodes.size(), "the root is a value of the pickle");
    expect(pickle->length <= stream.size() && stream[pickle->length - 1] == '.', "it ends with its STOP");
    for (const formats::PickleNode& node : pickle->nodes)
        check(*pickle, node, stream);
    const std::size_t lookups = std::min(mostLookups, pickle->nodes.size());
    for (formats::PickleRef ref = 0; ref < lookups; ++ref) {
        static_cast<void>(pickle->find(ref, "state_dict"));
        static_cast<void>(pickle->globalName(ref));
        static_cast<void>(pickle->number(ref));
    }
}

const Registered registered("pickle", run);

} // namespace

} // namespace faultline::fuzz
