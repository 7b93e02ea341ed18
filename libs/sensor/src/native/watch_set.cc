// SPDX-License-Identifier: Apache-2.0
#include "watch_set.h"

#include <bpf/bpf.h>
#include <cerrno>
#include <memory>

#include "../../../../bpf/include/event.h"

namespace keywarden {
namespace {

bool HasBit(const kw_settings &settings, uint64_t bit) {
    return (settings.bloom[bit >> 6] & (1ULL << (bit & 63))) != 0;
}

/// The same function is kw_bloom_bit in bpf/lib/watch.bpf.h.
uint64_t BitOf(uint64_t device, uint64_t inode) {
    return ((inode ^ (device * KW_BLOOM_DEVICE)) * KW_BLOOM_MIX) >> 48;
}

void SetBit(kw_settings &settings, uint64_t device, uint64_t inode) {
    uint64_t bit = BitOf(device, inode);
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

std::vector<std::string> WatchSet::Check() const {
    std::vector<std::string> wrong;
    uint32_t zero = 0;
    auto settings = std::make_unique<kw_settings>();
    if (bpf_map_lookup_elem(settings_, &zero, settings.get()) != 0)
        return {"the settings cannot be read"};
    size_t missing = 0, filtered = 0;
    for (const auto &[key, flags] : entries_) {
        kw_watch_key wanted = {key.first, key.second};
        uint32_t found = 0;
        if (bpf_map_lookup_elem(watches_, &wanted, &found) != 0 || found != flags)
            missing++;
        else if (!HasBit(*settings, BitOf(key.first, key.second)))
            filtered++;
    }
    std::string all = " of " + std::to_string(entries_.size()) + " watched identities ";
    if (missing > 0)
        wrong.push_back(std::to_string(missing) + all + "are not in the kernel's map");
    if (filtered > 0)
        wrong.push_back(std::to_string(filtered) + all + "are hidden by the kernel's filter");
    return wrong;
}

} // namespace keywarden
