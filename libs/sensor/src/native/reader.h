// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bpf/libbpf.h>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace keywarden {

using Batch = std::vector<uint8_t>;

/// A thread that empties the ring buffer into batches of whole records.
///
/// `deliver` may block: then the ring fills, and the kernel counts what it could not store. So
/// there is one place where records are lost, and it counts them.
class Reader {
  public:
    /// Returns false when the receiver is closing.
    using Deliver = std::function<bool(std::unique_ptr<Batch>)>;

    Reader() = default;
    ~Reader();
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    /// Opens a ring buffer map. Returns 0 or a negative errno. `mounts` is a mountinfo file of
    /// procfs: whenever its mount namespace has changed, a KW_MOUNT record is delivered. Empty, or
    /// one that cannot be opened: no such records.
    int Open(int ring, const std::string &mounts);
    /// Starts the thread. `done` runs on it as its last act, unless the receiver was closing.
    void Start(Deliver deliver, std::function<void()> done);
    /// Asks the thread to take what is left in the ring and to end.
    void Stop();
    void Join();
    bool Running() const {
        return thread_.joinable();
    }

  private:
    struct RingDeleter {
        void operator()(ring_buffer *ring) const {
            ring_buffer__free(ring);
        }
    };

    static int OnRecord(void *context, void *data, size_t size);
    void OnMounts();
    bool Loop();
    bool Flush();

    std::unique_ptr<ring_buffer, RingDeleter> ring_;
    std::unique_ptr<Batch> batch_;
    Deliver deliver_;
    std::thread thread_;
    int epoll_ = -1;
    int stop_ = -1;
    int mounts_ = -1;
};

} // namespace keywarden
