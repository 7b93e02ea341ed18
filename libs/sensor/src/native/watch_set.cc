// SPDX-License-Identifier: Apache-2.0
#include "watch_set.h"

#include <bpf/bpf.h>
#include <cerrno>
#include <sys/mman.h>

#include "../../../../bpf/include/event.h"

namespace keywarden {
namespace {

/// Entries that one check looks at.
constexpr size_t kChecked = 4096;

bool HasBit(const kw_bloom &bloom, uint32_t bit) {
    return (bloom.words[bit >> 6] & (1ULL << (bit & 63))) != 0;
}

/// The same function is kw_bloom_bit in bpf/lib/watch.bpf.h.
uint32_t BitOf(uint64_t device, uint64_t inode) {
    return static_cast<uint32_t>(((inode ^ (device * KW_BLOOM_DEVICE)) * KW_BLOOM_MIX) >> 44);
}

} // namespace

size_t WatchSet::Hash::operator()(const Key &key) const {
    return (key.inode ^ (key.device * KW_BLOOM_DEVICE)) * KW_BLOOM_MIX;
}

WatchSet::WatchSet(int watches, int bloom) : watches_(watches), bloom_map_(bloom) {
}

WatchSet::~WatchSet() {
    if (bloom_ != nullptr)
        munmap(bloom_, sizeof(kw_bloom));
}

int WatchSet::Open() {
    void *memory =
        mmap(nullptr, sizeof(kw_bloom), PROT_READ | PROT_WRITE, MAP_SHARED, bloom_map_, 0);
    if (memory == MAP_FAILED)
        return -errno;
    bloom_ = static_cast<kw_bloom *>(memory);
    return 0;
}

int WatchSet::Put(uint64_t device, uint64_t inode, uint32_t flags) {
    kw_watch_key key = {device, inode};
    int error = bpf_map_update_elem(watches_, &key, &flags, BPF_ANY);
    if (error != 0)
        return error;
    auto [entry, is_new] = entries_.try_emplace({device, inode}, 0);
    bool had = (entry->second & KW_WATCH_DIRECTORY) != 0;
    bool has = (flags & KW_WATCH_DIRECTORY) != 0;
    entry->second = flags;
    if (is_new)
        Add(device, inode);
    if (has && !had)
        Add(device, KW_DEVICE_HAS_DIR);
    if (had && !has)
        Remove(device, KW_DEVICE_HAS_DIR);
    return 0;
}

int WatchSet::Delete(uint64_t device, uint64_t inode) {
    kw_watch_key key = {device, inode};
    auto entry = entries_.find({device, inode});
    if (entry != entries_.end()) {
        Remove(device, inode);
        if ((entry->second & KW_WATCH_DIRECTORY) != 0)
            Remove(device, KW_DEVICE_HAS_DIR);
        entries_.erase(entry);
    }
    int error = bpf_map_delete_elem(watches_, &key);
    return error == -ENOENT ? 0 : error;
}

void WatchSet::Add(uint64_t device, uint64_t inode) {
    uint32_t bit = BitOf(device, inode);
    if (shares_[bit]++ == 0)
        __atomic_fetch_or(&bloom_->words[bit >> 6], 1ULL << (bit & 63), __ATOMIC_SEQ_CST);
}

void WatchSet::Remove(uint64_t device, uint64_t inode) {
    uint32_t bit = BitOf(device, inode);
    auto share = shares_.find(bit);
    if (share == shares_.end() || --share->second != 0)
        return;
    shares_.erase(share);
    __atomic_fetch_and(&bloom_->words[bit >> 6], ~(1ULL << (bit & 63)), __ATOMIC_SEQ_CST);
}

std::vector<std::string> WatchSet::Check() {
    std::vector<std::string> wrong;
    size_t missing = 0, filtered = 0, checked = 0, buckets = entries_.bucket_count();
    for (size_t i = 0; i < buckets && checked < kChecked; i++) {
        next_bucket_ = (next_bucket_ + 1) % buckets;
        for (auto entry = entries_.begin(next_bucket_); entry != entries_.end(next_bucket_);
             ++entry, checked++) {
            kw_watch_key wanted = {entry->first.device, entry->first.inode};
            uint32_t found = 0;
            if (bpf_map_lookup_elem(watches_, &wanted, &found) != 0 || found != entry->second)
                missing++;
            else if (!HasBit(*bloom_, BitOf(wanted.device, wanted.inode)))
                filtered++;
        }
    }
    std::string all = " of " + std::to_string(checked) + " watched identities ";
    if (missing > 0)
        wrong.push_back(std::to_string(missing) + all + "are not in the kernel's map");
    if (filtered > 0)
        wrong.push_back(std::to_string(filtered) + all + "are hidden by the kernel's filter");
    return wrong;
}

} // namespace keywarden
