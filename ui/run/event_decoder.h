// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/one_thread.h"
#include "core/protocol/frame.h"
#include "core/protocol/messages.h"

#include <memory>

#include <QByteArray>
#include <QObject>
#include <QString>

namespace faultline::ui {

/// Turns the worker's bytes into events, in order. Lives on a thread of its own, since a batch full of
/// failures takes longer to decode than a frame of the window lasts. Used by that thread: talk to it by
/// queued calls.
class EventDecoder : public QObject {
    Q_OBJECT

public:
    void feed(const QByteArray& bytes);
    void endStream();

Q_SIGNALS:
    void decoded(const std::shared_ptr<const faultline::protocol::Event>& event);
    /// The stream can't be trusted from here on; nothing but ended() follows.
    void broken(const QString& why);
    /// Everything that was fed is decoded.
    void ended(qsizetype unfinishedBytes);

private:
    /// False at the end of what was fed, and when the stream broke.
    bool decodeNext();
    void breakOff(const base::Error& error);

    base::OneThread m_user;
    protocol::FrameReader m_frames;
    bool m_broken = false;
};

} // namespace faultline::ui
