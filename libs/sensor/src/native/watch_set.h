// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace keywarden {

/// User space's copy of the watch map, from which the bloom filter of the settings is made.
class WatchSet {
  public:
    WatchSet(int watches, int settings) : watches_(watches), settings_(settings) {
    }

    /// Sets the KW_WATCH_* flags of one (device, inode). Returns 0 or a negative errno.
    int Put(uint64_t device, uint64_t inode, uint32_t flags);
    /// Forgets one (device, inode); one that is not there is no error.
    int Delete(uint64_t device, uint64_t inode);
    /// Makes the programs see what was put and deleted. Returns 0 or a negative errno.
    int Publish() const;
    /// What the programs see that was not put here, one line each.
    std::vector<std::string> Check() const;

  private:
    int watches_;
    int settings_;
    std::map<std::pair<uint64_t, uint64_t>, uint32_t> entries_;
};

} // namespace keywarden
