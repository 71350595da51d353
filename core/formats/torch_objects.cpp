// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_objects.h"

#include "core/base/text.h"
#include "core/formats/torch_tensors.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;
using Kind = PickleNode::Kind;

namespace {

/// The keys under which training programs keep the state dict, the usual ones first.
constexpr std::array<std::string_view, 12> stateDictKeys{
    "state_dict", "model_state_dict", "net",        "model",   "model_state", "net_state_dict",
    "network",    "weights",          "parameters", "encoder", "classifier",  "ema"};

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the checkpoint is damaged: " + what);
}

class TorchObjects {
public:
    TorchObjects(const Pickle& pickle, const FindStorage& findStorage)
        : m_pickle(pickle)
        , m_tensors(pickle, findStorage) {}

    Result<Checkpoint> read(std::string_view weights) {
        const PickleRef root = m_pickle.root;
        FAULTLINE_CHECK(refuseModule(root));
        if (m_pickle[root].kind != Kind::Dict)
            return failure(ErrorKind::Refused,
                           "it holds no dict of tensors; save the model's state_dict() instead");
        FAULTLINE_TRY(states, stateDict(root, weights));
        Checkpoint checkpoint;
        FAULTLINE_CHECK(takeTensors(states, checkpoint));
        if (states != root) {
            takeFacts(root, checkpoint);
            nameNetworks(root, states, weights, checkpoint);
        }
        noteCalls(checkpoint);
        return checkpoint;
    }

private:
    /// Bytes of a name or fact: a hostile file may hold one long text under many keys.
    static constexpr std::size_t longest = 1000;

    Result<> refuseModule(PickleRef ref) const {
        if (m_pickle[ref].kind != Kind::Object || m_tensors.isTensor(ref))
            return {};
        return failure(ErrorKind::Refused,
                       "it is a pickled whole module of the class " + quotedName(m_pickle.globalName(ref)) +
                           ", whose program is not in the file; save the model's state_dict() instead");
    }

    /// How many of a dict's values are tensors.
    [[nodiscard]] std::size_t tensorsIn(PickleRef ref) const {
        const PickleNode& node = m_pickle[ref];
        std::size_t tensors = 0;
        for (std::size_t i = 1; node.kind == Kind::Dict && i < node.items.size(); i += 2)
            tensors += m_tensors.isTensor(node.items[i]) ? 1 : 0;
        return tensors;
    }

    [[nodiscard]] bool holdsTensors(PickleRef ref) const { return tensorsIn(ref) > 0; }

    /// The dict whose values are the tensors.
    [[nodiscard]] Result<PickleRef> stateDict(PickleRef root, std::string_view weights) const {
        if (const auto chosen = weights.empty() ? std::nullopt : m_pickle.find(root, weights);
            chosen && holdsTensors(*chosen))
            return *chosen;
        for (const std::string_view key : stateDictKeys)
            if (const auto found = m_pickle.find(root, key)) {
                if (holdsTensors(*found))
                    return *found;
                FAULTLINE_CHECK(refuseModule(*found));
            }
        if (holdsTensors(root))
            return root;
        if (const auto likeliest = likeliestOf(root))
            return *likeliest;
        return failure(ErrorKind::Refused, "its tensors can't be told from the rest: it has the keys " +
                                               keysOf(root) +
                                               ", of which none is a state dict; save the model's "
                                               "state_dict() alone");
    }

    [[nodiscard]] std::string keysOf(PickleRef dict) const {
        constexpr std::size_t most = 6;
        std::string text;
        const PickleNode& node = m_pickle[dict];
        for (std::size_t i = 0; i < node.items.size() && i < 2 * most; i += 2)
            text += (text.empty() ? "" : ", ") + quotedName(m_pickle[node.items[i]].text);
        return text.empty() ? "none" : text;
    }

    [[nodiscard]] bool isName(PickleRef ref) const {
        const std::string_view text = m_pickle[ref].text;
        return !text.empty() && text.size() <= longest && base::isUtf8(text);
    }

    struct TensorDict {
        std::string_view key; ///< the first one, where an object stands under several
        PickleRef dict;
        std::size_t tensors;
    };

    /// The dicts of tensors in a dict, each object once.
    [[nodiscard]] std::vector<TensorDict> dictsOf(PickleRef root) const {
        std::vector<TensorDict> dicts;
        std::set<PickleRef> seen;
        const PickleNode& node = m_pickle[root];
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
            const PickleRef dict = node.items[i + 1];
            if (!isName(node.items[i]) || !seen.insert(dict).second)
                continue;
            if (const std::size_t tensors = tensorsIn(dict); tensors > 0)
                dicts.push_back({m_pickle[node.items[i]].text, dict, tensors});
        }
        return dicts;
    }

    /// Where no key is a usual one: the first dict that may be a network and is not called an average.
    [[nodiscard]] std::optional<PickleRef> likeliestOf(PickleRef root) const {
        std::vector<TensorDict> dicts = dictsOf(root);
        std::size_t largest = 0;
        for (const TensorDict& each : dicts)
            largest = std::max(largest, each.tensors);
        std::erase_if(dicts, [largest](const TensorDict& each) { return 2 * each.tensors < largest; });
        if (dicts.empty())
            return std::nullopt;
        const auto plain = std::find_if_not(dicts.begin(), dicts.end(),
                                            [](const TensorDict& each) { return isAverage(each.key); });
        return (plain == dicts.end() ? dicts.front() : *plain).dict;
    }

    static bool isAverage(std::string_view key) {
        constexpr std::array<std::string_view, 7> words{"ema",      "average", "avg", "teacher",
                                                        "momentum", "shadow",  "swa"};
        const std::string lowered = base::lowered(key);
        return std::any_of(words.begin(), words.end(),
                           [&](std::string_view word) { return lowered.find(word) != std::string::npos; });
    }

    /// The keys of the dicts that may be networks, the one that was taken first, where there are several:
    /// none has less than half as many tensors as that.
    void nameNetworks(PickleRef root, PickleRef taken, std::string_view weights,
                      Checkpoint& checkpoint) const {
        constexpr std::size_t most = 20;
        const std::vector<TensorDict> dicts = dictsOf(root);
        const auto own = std::find_if(dicts.begin(), dicts.end(),
                                      [&](const TensorDict& each) { return each.dict == taken; });
        if (own == dicts.end())
            return;
        checkpoint.taken = !weights.empty() && m_pickle.find(root, weights) == taken ? weights : own->key;
        for (const TensorDict& other : dicts)
            if (other.dict != taken && 2 * other.tensors >= own->tensors &&
                checkpoint.networks.size() + 1 < most)
                checkpoint.networks.emplace_back(other.key);
        if (!checkpoint.networks.empty())
            checkpoint.networks.insert(checkpoint.networks.begin(), checkpoint.taken);
    }

    void noteCalls(Checkpoint& checkpoint) const {
        std::string names;
        for (const std::string& name : m_pickle.notCalled)
            names += (names.empty() ? "" : ", ") + name;
        if (!names.empty())
            checkpoint.notes.push_back("it asks to call " + names +
                                       "; nothing was called, and what that would have made was left aside");
    }

    Result<> takeTensors(PickleRef states, Checkpoint& checkpoint) const {
        const PickleNode& node = m_pickle[states];
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
            const PickleNode& key = m_pickle[node.items[i]];
            if (key.kind != Kind::Text && key.kind != Kind::Bytes)
                return damaged("a tensor's name is no text");
            if (key.text.size() > longest)
                return damaged("a tensor's name has more than 1,000 bytes");
            if (!base::isUtf8(key.text))
                return damaged("a tensor's name is not UTF-8");
            const std::string name(key.text);
            if (m_tensors.isTensor(node.items[i + 1])) {
                if (checkpoint.tensors.size() == tensorLimit)
                    return failure(ErrorKind::Refused,
                                   "it holds more than " + base::groupedText(tensorLimit) + " tensors");
                if (checkpoint.find(name) != nullptr)
                    return damaged("the tensor " + quotedName(name) + " is there twice");
                FAULTLINE_TRY(tensor, m_tensors.read(name, node.items[i + 1], checkpoint));
                checkpoint.tensors.push_back(std::move(tensor));
            } else if (m_pickle[node.items[i + 1]].kind == Kind::Object) {
                return failure(ErrorKind::Refused, "its state dict holds an object of the foreign class " +
                                                       quotedName(m_pickle.globalName(node.items[i + 1])) +
                                                       " under " + quotedName(name) + "; save tensors alone");
            }
        }
        return {};
    }

    /// Numbers and short texts beside the state dict.
    void takeFacts(PickleRef root, Checkpoint& checkpoint) const {
        constexpr std::size_t most = 100;
        const PickleNode& node = m_pickle[root];
        for (std::size_t i = 0; i + 1 < node.items.size() && checkpoint.facts.size() < most; i += 2) {
            const PickleNode& key = m_pickle[node.items[i]];
            const PickleNode& value = m_pickle[node.items[i + 1]];
            if (key.kind != Kind::Text || key.text.size() > longest || !base::isUtf8(key.text))
                continue;
            if (value.kind == Kind::Text && value.text.size() <= longest && base::isUtf8(value.text))
                checkpoint.facts.emplace_back(key.text, value.text);
            else if (const auto number = numberOf(node.items[i + 1]))
                checkpoint.facts.emplace_back(key.text, *number);
        }
    }

    /// A number, or the only element of a tensor (as `best_acc1` often is).
    [[nodiscard]] std::optional<std::string> numberOf(PickleRef ref) const {
        if (m_pickle[ref].kind == Kind::Integer)
            return std::to_string(m_pickle[ref].integer);
        if (const auto number = m_pickle.number(ref))
            return base::numberText(*number);
        if (!m_tensors.isTensor(ref) || !m_tensors.holdsOneElement(ref))
            return std::nullopt;
        Checkpoint scratch;
        const auto tensor = m_tensors.read("", ref, scratch);
        if (!tensor || tensor->elements != 1)
            return std::nullopt;
        if (tensor->type == TensorType::F64)
            return base::numberText(base::unpacked<double>(tensor->bytes)[0]);
        const auto values = float32Values(*tensor);
        return values ? std::optional(base::numberText((*values)[0])) : std::nullopt;
    }

    const Pickle& m_pickle;
    TorchTensors m_tensors;
};

} // namespace

Result<Checkpoint> stateDictFrom(const Pickle& pickle, const FindStorage& findStorage,
                                 std::string_view weights) {
    return TorchObjects(pickle, findStorage).read(weights);
}

} // namespace faultline::formats
