// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace faultline::protocol {

class Members;
class MessageWriter;

// A message is a struct, its name, and how its members are written and read: all in one file of messages/.

/// The member "type" of a message's map: specialised beside the struct with a `value`.
template <class Message>
struct MessageName;

} // namespace faultline::protocol
