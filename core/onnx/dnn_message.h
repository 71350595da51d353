// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace faultline::onnx {

/// The part of a text of OpenCV's dnn module that says what went wrong: the operator of the graph and the
/// condition that it breaks, without OpenCV's own files and lines; at most 300 bytes.
[[nodiscard]] std::string dnnMessage(std::string_view text);

} // namespace faultline::onnx
