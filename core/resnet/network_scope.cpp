// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/network_scope.h"

#include "core/base/text.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace faultline::resnet {

using base::ErrorKind;
using base::failure;
using base::Result;
using formats::Tensor;
using Tensors = std::vector<const Tensor*>;

namespace {

constexpr std::array<std::string_view, 5> classifiers{"fc.", "linear.", "classifier.", "head.", "head.fc."};
/// Beside an encoder.
constexpr std::array<std::string_view, 11> joined{
    "head.fc.",       "fc.",          "linear.",   "classifier.", "head.", "cls_head.fc.", "head.linear.",
    "classifier.fc.", "last_linear.", "cls_head.", "logits."};

bool isWithin(const Tensor& tensor, std::string_view prefix) {
    return tensor.name.starts_with(prefix);
}

/// A network's stem has this name, and its prefix is what precedes it.
std::optional<std::string> prefixOfStem(const Tensor& tensor) {
    for (const std::string_view stem : {"conv1.weight", "conv1.0.weight"})
        if (tensor.shape.size() == 4 && tensor.name.ends_with(stem)) {
            const std::string prefix = tensor.name.substr(0, tensor.name.size() - stem.size());
            if (prefix.empty() || prefix.ends_with('.'))
                return prefix;
        }
    return std::nullopt;
}

bool holdsAny(const Tensors& tensors, const std::string& start) {
    return std::any_of(tensors.begin(), tensors.end(),
                       [&](const Tensor* tensor) { return isWithin(*tensor, start); });
}

const Tensor* find(const Tensors& tensors, const std::string& name) {
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const Tensor* tensor) { return tensor->name == name; });
    return found == tensors.end() ? nullptr : *found;
}

std::vector<std::string> prefixesOf(const Tensors& tensors) {
    constexpr std::size_t most = 50;
    std::vector<std::string> prefixes;
    for (const Tensor* tensor : tensors)
        if (const auto prefix = prefixOfStem(*tensor))
            if (prefixes.size() < most &&
                (holdsAny(tensors, *prefix + "layer1.") || holdsAny(tensors, *prefix + "conv2_x.")) &&
                std::find(prefixes.begin(), prefixes.end(), *prefix) == prefixes.end())
                prefixes.push_back(*prefix);
    return prefixes;
}

/// Of a Sequential with one layer that has parameters, as "fc.1." behind a dropout: that layer's prefix.
std::string soleMatrixIn(const Tensors& tensors, const std::string& sequential) {
    std::string sole;
    for (const Tensor* tensor : tensors) {
        if (!isWithin(*tensor, sequential))
            continue;
        const std::string_view rest = std::string_view(tensor->name).substr(sequential.size());
        const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const std::string prefix = sequential + std::string(rest.substr(0, digits)) + ".";
        const std::string_view member = rest.substr(std::min(digits + 1, rest.size()));
        const bool isLinear = (member == "weight" && tensor->shape.size() == 2) ||
                              (member == "bias" && tensor->shape.size() == 1);
        if (digits == 0 || !isLinear || (!sole.empty() && sole != prefix))
            return {};
        sole = prefix;
    }
    return sole;
}

/// The prefixes of classifiers directly below `place` that are matrices.
template <std::size_t count>
std::vector<std::string> classifiersAt(const Tensors& tensors, const std::string& place,
                                       const std::array<std::string_view, count>& names) {
    std::vector<std::string> found;
    for (const std::string_view name : names) {
        const std::string prefix = place + std::string(name);
        const Tensor* const weight = find(tensors, prefix + "weight");
        if (weight != nullptr && weight->shape.size() == 2)
            found.push_back(prefix);
        else if (const std::string sole = soleMatrixIn(tensors, prefix); !sole.empty())
            found.push_back(sole);
    }
    return found;
}

/// "model." of "model.backbone."
std::string above(const std::string& prefix) {
    const std::size_t dot = prefix.size() < 2 ? std::string::npos : prefix.rfind('.', prefix.size() - 2);
    return dot == std::string::npos ? std::string() : prefix.substr(0, dot + 1);
}

/// Some part of the name, between dots and underscores, is one of these words.
template <std::size_t count>
bool hasWord(std::string_view name, const std::array<std::string_view, count>& words) {
    const std::string lowered = base::lowered(name);
    for (std::size_t begin = 0; begin < lowered.size();) {
        const std::size_t end = std::min(lowered.find_first_of("._", begin), lowered.size());
        const std::string_view word = std::string_view(lowered).substr(begin, end - begin);
        if (std::find(words.begin(), words.end(), word) != words.end())
            return true;
        begin = end + 1;
    }
    return false;
}

bool isAverage(const std::string& prefix) {
    constexpr std::array<std::string_view, 9> words{"ema",      "averaged", "average", "avg",   "teacher",
                                                    "momentum", "shadow",   "swa",     "target"};
    return hasWord(prefix, words) || prefix.find("encoder_k.") != std::string::npos;
}

/// What training leaves in a network and no answer depends on, by the first word of its name: losses, metrics
/// and averages.
bool isBystander(std::string_view name) {
    constexpr std::array<std::string_view, 15> words{"loss", "losses",   "criterion", "metric",  "metrics",
                                                     "acc",  "accuracy", "auroc",     "confmat", "averaged",
                                                     "ema",  "momentum", "teacher",   "updates", "centers"};
    const std::string_view first = name.substr(0, name.find('.'));
    const std::string lowered = base::lowered(first);
    return hasWord(first, words) || lowered.ends_with("loss") || lowered.ends_with("accuracy");
}

/// The same beside a network, where projection heads and their like are no part of it either; within it they
/// may be what its classifier takes.
bool isBystanderBeside(std::string_view name) {
    constexpr std::array<std::string_view, 5> words{"queue", "projector", "projection", "proj", "predictor"};
    return isBystander(name) || hasWord(name.substr(0, name.find('.')), words);
}

std::string shown(const std::string& prefix) {
    return prefix.empty() ? "the names without a prefix"
                          : formats::quotedName(prefix.substr(0, prefix.size() - 1));
}

std::string listOf(const std::vector<std::string>& prefixes) {
    std::string text;
    for (const std::string& prefix : prefixes)
        text += (text.empty() ? "" : ", ") + shown(prefix);
    return text;
}

class ScopeSearch {
public:
    ScopeSearch(const Tensors& tensors, const std::string& wanted)
        : m_tensors(tensors)
        , m_wanted(wanted)
        , m_prefixes(prefixesOf(tensors)) {}

    Result<NetworkScope> find() {
        if (m_prefixes.empty())
            return everything();
        for (const std::string& prefix : m_prefixes)
            if (!classifierOf(prefix).empty())
                m_whole.push_back(prefix);
        FAULTLINE_TRY(prefix, chosen());
        FAULTLINE_TRY(classifier, theClassifier(prefix));
        return scopeOf(prefix, classifier);
    }

private:
    [[nodiscard]] NetworkScope everything() const {
        NetworkScope scope;
        for (const Tensor* tensor : m_tensors)
            scope.parts.push_back({tensor, tensor->name});
        return scope;
    }

    /// Its own, else those beside it that could be joined to it.
    [[nodiscard]] std::vector<std::string> classifierOf(const std::string& prefix) const {
        std::vector<std::string> own = classifiersAt(m_tensors, prefix, classifiers);
        if (!own.empty() || prefix.empty())
            return own;
        return classifiersAt(m_tensors, above(prefix), joined);
    }

    [[nodiscard]] Result<std::string> chosen() const {
        if (!m_wanted.empty()) {
            const auto found = std::find(m_prefixes.begin(), m_prefixes.end(),
                                         m_wanted == noPrefix ? std::string() : m_wanted + ".");
            if (found != m_prefixes.end())
                return *found;
            return failure(ErrorKind::InvalidInput, "it holds no network " + formats::quotedName(m_wanted) +
                                                        "; it has " + listOf(m_prefixes));
        }
        const std::vector<std::string>& from = m_whole.empty() ? m_prefixes : m_whole;
        const auto plain = std::find_if_not(from.begin(), from.end(), isAverage);
        return plain == from.end() ? from.front() : *plain;
    }

    [[nodiscard]] Result<std::string> theClassifier(const std::string& prefix) const {
        std::vector<std::string> found = classifierOf(prefix);
        const bool hasOther = std::any_of(classifiers.begin(), classifiers.end(), [&](std::string_view name) {
            return holdsAny(m_tensors, prefix + std::string(name));
        });
        if (found.empty() && hasOther)
            return prefix; // the plan says what it has instead
        if (found.empty())
            return failure(
                ErrorKind::Refused,
                "it holds the encoder of a ResNet (under " + shown(prefix) +
                    ") without a classifier, which gives features and no classes; train a classifier "
                    "on it and save both, or export them together to TorchScript or ONNX");
        const bool isOwn = found.front().starts_with(prefix);
        if (isOwn && !prefix.empty())
            for (const std::string& beside : classifiersAt(m_tensors, above(prefix), joined))
                if (!beside.starts_with(prefix) && !isOfOther(beside, prefix) && !isOfWhole(beside, prefix))
                    found.push_back(beside);
        if (found.size() == 1)
            return found.front();
        if (isOwn && found.back().starts_with(prefix))
            return prefix; // two of its own: they come to one name, or are refused as foreign
        return failure(ErrorKind::InvalidInput,
                       "its encoder (under " + shown(prefix) + ") has several classifiers, " + listOf(found) +
                           ", and which is meant is not said; save one of them with it");
    }

    [[nodiscard]] Result<NetworkScope> scopeOf(const std::string& prefix,
                                               const std::string& classifier) const {
        const bool isWhole = classifier.starts_with(prefix); // the classifier is the network's own
        NetworkScope scope;
        std::vector<std::string> doubtful;
        for (const Tensor* tensor : m_tensors) {
            const std::string& name = tensor->name;
            if (!isWhole && isWithin(*tensor, classifier)) {
                scope.parts.push_back({tensor, "fc." + name.substr(classifier.size())});
            } else if (isWithin(*tensor, prefix)) {
                const std::string_view inner = std::string_view(name).substr(prefix.size());
                if (isBystander(inner) || isOfOther(name, prefix))
                    scope.leftAside.push_back(tensor);
                else
                    scope.parts.push_back({tensor, ownName(inner, prefix, classifier)});
            } else {
                scope.leftAside.push_back(tensor);
                const std::string outer = above(prefix);
                const std::string_view beside =
                    std::string_view(name).substr(isWithin(*tensor, outer) ? outer.size() : 0);
                if (!isWhole && !isBystanderBeside(beside) && !isOfOther(name, prefix))
                    doubtful.push_back(formats::quotedName(name));
            }
        }
        if (!doubtful.empty())
            return failure(ErrorKind::Refused,
                           "its encoder (under " + shown(prefix) + ") and its classifier (" +
                               shown(classifier) + ") have other tensors between or beside them (" +
                               doubtful.front() + (doubtful.size() > 1 ? " and others" : "") +
                               "), so that it is no plain ResNet; export it to TorchScript or ONNX");
        nameNetworks(prefix, scope);
        return scope;
    }

    /// "fc.weight" of "head.fc.weight"
    static std::string ownName(std::string_view inner, const std::string& prefix,
                               const std::string& classifier) {
        if (!classifier.starts_with(prefix) || classifier == prefix)
            return std::string(inner);
        const std::string own = classifier.substr(prefix.size());
        return inner.starts_with(own) ? "fc." + std::string(inner.substr(own.size())) : std::string(inner);
    }

    /// It belongs to another network of the file: one within this one, or beside it.
    [[nodiscard]] bool isOfOther(const std::string& name, const std::string& prefix) const {
        return std::any_of(m_prefixes.begin(), m_prefixes.end(), [&](const std::string& other) {
            return !prefix.starts_with(other) && name.starts_with(other);
        });
    }

    /// It is the own classifier of another whole network, as of one without a prefix.
    [[nodiscard]] bool isOfWhole(const std::string& classifier, const std::string& prefix) const {
        return std::any_of(m_whole.begin(), m_whole.end(), [&](const std::string& other) {
            const std::vector<std::string> own = classifiersAt(m_tensors, other, classifiers);
            return other != prefix && std::find(own.begin(), own.end(), classifier) != own.end();
        });
    }

    void nameNetworks(const std::string& prefix, NetworkScope& scope) const {
        if (m_whole.size() < 2)
            return;
        for (const std::string& other : m_whole)
            scope.networks.insert(other == prefix ? scope.networks.begin() : scope.networks.end(),
                                  other.empty() ? std::string(noPrefix) : other.substr(0, other.size() - 1));
    }

    const Tensors& m_tensors;
    const std::string& m_wanted;
    std::vector<std::string> m_prefixes;
    std::vector<std::string> m_whole; ///< of those, with a classifier
};

} // namespace

Result<NetworkScope> networkScope(const Tensors& tensors, const std::string& wanted) {
    return ScopeSearch(tensors, wanted).find();
}

} // namespace faultline::resnet
