// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct kw_bloom;

namespace keywarden {

/// The watch map and the bloom filter in front of it, which the kernel programs read while it is
/// changed here: an entry is in the map before its bit is set, and its bit is cleared (when no
/// other entry shares it) before it leaves the map. So a watched object is never missed, and a
/// change costs the same however many objects there are.
class WatchSet {
  public:
    WatchSet(int watches, int bloom);
    ~WatchSet();
    WatchSet(const WatchSet &) = delete;
    WatchSet &operator=(const WatchSet &) = delete;

    /// Maps the filter into this process. Returns 0 or a negative errno.
    int Open();
    /// Sets the KW_WATCH_* flags of one (device, inode). Returns 0 or a negative errno.
    int Put(uint64_t device, uint64_t inode, uint32_t flags);
    /// Forgets one (device, inode); one that is not there is no error.
    int Delete(uint64_t device, uint64_t inode);
    /// What the programs see that was not put here, one line each. Looks at some thousand entries
    /// and goes on from there the next time, so that a large set does not hold up its owner.
    std::vector<std::string> Check();

  private:
    struct Key {
        uint64_t device, inode;
        bool operator==(const Key &other) const {
            return device == other.device && inode == other.inode;
        }
    };
    struct Hash {
        size_t operator()(const Key &key) const;
    };

    void Add(uint64_t device, uint64_t inode);
    void Remove(uint64_t device, uint64_t inode);

    int watches_;
    int bloom_map_;
    kw_bloom *bloom_ = nullptr;
    std::unordered_map<Key, uint32_t, Hash> entries_;
    /// How many entries share a bit.
    std::unordered_map<uint32_t, uint32_t> shares_;
    size_t next_bucket_ = 0;
};

} // namespace keywarden
