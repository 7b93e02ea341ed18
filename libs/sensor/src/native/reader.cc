// SPDX-License-Identifier: Apache-2.0
#include "reader.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "../../../../bpf/include/event.h"

namespace keywarden {
namespace {

constexpr size_t kBatchBytes = 64 * 1024;

int Watch(int epoll, int fd, uint32_t events) {
    epoll_event event = {};
    event.events = events;
    event.data.fd = fd;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : -errno;
}

} // namespace

Reader::~Reader() {
    Stop();
    Join();
    ring_.reset();
    if (epoll_ >= 0)
        close(epoll_);
    if (stop_ >= 0)
        close(stop_);
    if (mounts_ >= 0)
        close(mounts_);
}

int Reader::Open(int ring, const std::string &mounts) {
    ring_.reset(ring_buffer__new(ring, OnRecord, this, nullptr));
    if (!ring_)
        return -errno;
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    stop_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (epoll_ < 0 || stop_ < 0)
        return -errno;
    int error = Watch(epoll_, ring_buffer__epoll_fd(ring_.get()), EPOLLIN);
    if (error == 0)
        error = Watch(epoll_, stop_, EPOLLIN);
    // proc(5): a mountinfo file is readable at all times, and has an exceptional condition when the
    // mounts have changed (fs/proc_namespace.c, mounts_poll).
    if (error == 0 && !mounts.empty())
        mounts_ = open(mounts.c_str(), O_RDONLY | O_CLOEXEC);
    if (mounts_ >= 0)
        error = Watch(epoll_, mounts_, EPOLLPRI);
    return error;
}

void Reader::Start(Deliver deliver, std::function<void()> done) {
    deliver_ = std::move(deliver);
    thread_ = std::thread([this, done = std::move(done)] {
        if (Loop())
            done();
    });
}

void Reader::Stop() {
    if (stop_ >= 0)
        eventfd_write(stop_, 1);
}

void Reader::Join() {
    if (thread_.joinable())
        thread_.join();
}

int Reader::OnRecord(void *context, void *data, size_t size) {
    Reader *self = static_cast<Reader *>(context);
    if (!self->batch_)
        self->batch_ = std::make_unique<Batch>();
    const uint8_t *bytes = static_cast<const uint8_t *>(data);
    self->batch_->insert(self->batch_->end(), bytes, bytes + size);
    return self->batch_->size() < kBatchBytes || self->Flush() ? 0 : -ECANCELED;
}

void Reader::OnMounts() {
    kw_record record = {};
    record.header.size = sizeof(record);
    record.header.version = KW_EVENT_VERSION;
    record.header.type = KW_MOUNT;
    OnRecord(this, &record, sizeof(record));
}

bool Reader::Flush() {
    return !batch_ || deliver_(std::move(batch_));
}

/// False when the receiver is closing and must not be touched any more.
bool Reader::Loop() {
    for (bool stopping = false; !stopping;) {
        epoll_event events[3];
        int ready = epoll_wait(epoll_, events, 3, -1);
        for (int i = 0; i < ready; i++) {
            stopping = stopping || events[i].data.fd == stop_;
            if (events[i].data.fd == mounts_)
                OnMounts();
        }
        if (ring_buffer__consume(ring_.get()) < 0 || !Flush())
            return false;
    }
    return true;
}

} // namespace keywarden
