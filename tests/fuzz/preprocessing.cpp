// SPDX-License-Identifier: GPL-3.0-or-later
// What a user says of a model: its preprocessing, and which output stands for which class.
#include "core/model/preprocessing_text.h"

#include "core/model/class_mapping.h"
#include "tests/fuzz/target.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

const std::vector<std::string> classes{"cat", "dog", "tabby cat"};

void mapWith(const std::vector<std::string>& outputs, std::string_view rule) {
    const auto mapping = model::mapClasses(classes, outputs, model::classRule(rule));
    if (!mapping)
        return;
    const std::vector<std::uint16_t>& classOf = mapping->classOf;
    const auto names = model::allClassNames(classes, mapping->outputs, classOf);
    expect(classOf.size() == outputs.size() && mapping->outputs.size() == outputs.size(),
           "each output has a name and a class");
    for (const std::uint16_t number : classOf)
        expect(number < names.size(), "each number has a name");
    for (std::uint16_t number = 0; number < classes.size(); ++number)
        expect(std::find(classOf.begin(), classOf.end(), number) != classOf.end(),
               "each class has an output");
}

void run(base::ByteView bytes) {
    const std::string_view text = textOf(bytes);
    if (const auto preprocessing = model::parsedPreprocessing(text)) {
        const auto again = model::parsedPreprocessing(model::jsonText(*preprocessing));
        expect(again && *again == *preprocessing,
               "a preprocessing that was read can be written and read again");
        expect(!model::description(*preprocessing).empty(), "a preprocessing can be described");
    }
    static_cast<void>(model::parsedBasis(text));
    mapWith({"0", "1", "2"}, text);
    mapWith({"Dog", "tabby_cat", "cat", "bird"}, text);
    mapWith({std::string(text), "cat", "dog"}, "auto");
}

const Registered registered("preprocessing", run);

} // namespace

} // namespace faultline::fuzz
