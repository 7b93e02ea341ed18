// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bpf/libbpf.h>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace keywarden {

struct LinkDeleter {
    void operator()(bpf_link *link) const {
        bpf_link__destroy(link);
    }
};

struct ObjectDeleter {
    void operator()(bpf_object *object) const {
        bpf_object__close(object);
    }
};

struct ProgramStats {
    std::string name;
    uint64_t runs;
    uint64_t nanoseconds;
    uint64_t missed;
};

/// Gives every hash map of an opened object its memory at once on kernels that ask for it:
/// before 6.1 an allocation from within a tracing program could deadlock, so that the verifier
/// warns of any map that allows one, used so or not (check_map_prog_compatibility). With
/// panic_on_warn it ends the node.
void AllocateAheadWhereNeeded(bpf_object *object);

/// A BPF object file in the kernel: loaded, attached, and gone with this value.
class BpfObject {
  public:
    /// Loads the file. Returns 0 or a negative errno; `ring_bytes` of 0 keeps the file's own size.
    int Load(const std::string &path, uint32_t ring_bytes);
    /// Attaches every program that names an attach point. Returns 0 or a negative errno.
    int Attach();
    /// Ends the programs; the maps stay readable.
    void Detach();

    /// File descriptor of a map, or -ENOENT.
    int Map(const char *name) const;
    /// Runs a program once in this process. Returns 0 or a negative errno.
    int Run(const char *program) const;
    std::vector<ProgramStats> Stats() const;
    /// Links that no longer lead to their program, and maps that are gone, one line each.
    std::vector<std::string> Lost() const;
    /// The program that could not be attached.
    const std::string &Failed() const {
        return failed_;
    }

  private:
    std::unique_ptr<bpf_object, ObjectDeleter> object_;
    struct Attached {
        std::string program;
        uint32_t program_id;
        std::unique_ptr<bpf_link, LinkDeleter> link;
    };

    std::vector<Attached> links_;
    std::string failed_;
};

} // namespace keywarden
