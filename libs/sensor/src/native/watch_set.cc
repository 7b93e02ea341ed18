// SPDX-License-Identifier: Apache-2.0
#include "watch_set.h"

#include <bpf/bpf.h>
#include <cerrno>
#include <memory>

#include "../../../../bpf/include/event.h"

namespace keywarden {
namespace {

/// The same function is kw_bloom_bit in bpf/lib/watch.bpf.h.
void SetBit(kw_settings &settings, uint64_t device, uint64_t inode) {
    uint64_t bit = ((inode ^ (device * KW_BLOOM_DEVICE)) * KW_BLOOM_MIX) >> 48;
    settings.bloom[bit >> 6] |= 1ULL << (bit & 63);
}

} // namespace

int WatchSet::Put(uint64_t device, uint64_t inode, uint32_t flags) {
    kw_watch_key key = {device, inode};
    int error = bpf_map_update_elem(watches_, &key, &flags, BPF_ANY);
    if (error == 0)
        entries_[{device, inode}] = flags;
    return error;
}

int WatchSet::Delete(uint64_t device, uint64_t inode) {
    kw_watch_key key = {device, inode};
    entries_.erase({device, inode});
    int error = bpf_map_delete_elem(watches_, &key);
    return error == -ENOENT ? 0 : error;
}

int WatchSet::Publish() const {
    uint32_t zero = 0;
    auto settings = std::make_unique<kw_settings>();
    int error = bpf_map_lookup_elem(settings_, &zero, settings.get());
    if (error != 0)
        return error;
    for (auto &word : settings->bloom)
        word = 0;
    for (const auto &[key, flags] : entries_) {
        SetBit(*settings, key.first, key.second);
        if ((flags & KW_WATCH_DIRECTORY) != 0)
            SetBit(*settings, key.first, KW_DEVICE_HAS_DIR);
    }
    return bpf_map_update_elem(settings_, &zero, settings.get(), BPF_ANY);
}

} // namespace keywarden
