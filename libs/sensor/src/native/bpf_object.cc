// SPDX-License-Identifier: Apache-2.0
#include "bpf_object.h"

#include <bpf/bpf.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <linux/bpf.h>
#include <malloc.h>
#include <sys/utsname.h>

namespace keywarden {
namespace {

/// A section without a target ("raw_tp") holds a program that user space runs itself.
bool HasAttachPoint(const bpf_program *program) {
    return std::strchr(bpf_program__section_name(program), '/') != nullptr;
}

/// 0 when the descriptor is no program.
uint32_t ProgramId(int fd) {
    bpf_prog_info info = {};
    uint32_t size = sizeof(info);
    return bpf_obj_get_info_by_fd(fd, &info, &size) == 0 ? info.id : 0;
}

/// Kernels before 5.15 attach a kprobe or tracepoint to a perf event, which has no link to ask.
bool IsLost(int link, uint32_t program) {
    bpf_link_info info = {};
    uint32_t size = sizeof(info);
    if (bpf_obj_get_info_by_fd(link, &info, &size) != 0)
        return errno == EBADF;
    return info.prog_id != program;
}

bool IsKernelBefore(int major, int minor) {
    utsname name = {};
    int own_major = 0, own_minor = 0;
    if (uname(&name) != 0 || std::sscanf(name.release, "%d.%d", &own_major, &own_minor) != 2)
        return false;
    return own_major < major || (own_major == major && own_minor < minor);
}

/// The verifier gives up with EAGAIN while a signal waits for its thread, and a profiler sends one
/// every millisecond.
class SignalsHeld {
  public:
    SignalsHeld() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &previous_);
    }
    ~SignalsHeld() {
        pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
    }
    SignalsHeld(const SignalsHeld &) = delete;
    SignalsHeld &operator=(const SignalsHeld &) = delete;

  private:
    sigset_t previous_;
};

} // namespace

void AllocateAheadWhereNeeded(bpf_object *object) {
    if (!IsKernelBefore(6, 1))
        return;
    bpf_map *map;
    bpf_object__for_each_map(map, object) {
        uint32_t flags = bpf_map__map_flags(map);
        if ((flags & BPF_F_NO_PREALLOC) != 0)
            bpf_map__set_map_flags(map, flags & ~BPF_F_NO_PREALLOC);
    }
}

int BpfObject::Load(const std::string &path, uint32_t ring_bytes) {
    object_.reset(bpf_object__open_file(path.c_str(), nullptr));
    if (!object_)
        return errno == 0 ? -EINVAL : -errno;
    bpf_map *ring = bpf_object__find_map_by_name(object_.get(), "ring");
    if (ring != nullptr && ring_bytes != 0) {
        int error = bpf_map__set_max_entries(ring, ring_bytes);
        if (error != 0)
            return error;
    }
    AllocateAheadWhereNeeded(object_.get());
    SignalsHeld held;
    int error = bpf_object__load(object_.get());
    // libbpf has read the types of the whole kernel and let go of them again: so should the
    // process.
    malloc_trim(0);
    return error;
}

int BpfObject::Attach() {
    bpf_program *program;
    bpf_object__for_each_program(program, object_.get()) {
        if (!HasAttachPoint(program))
            continue;
        bpf_link *link = bpf_program__attach(program);
        if (link == nullptr) {
            int error = errno == 0 ? EINVAL : errno;
            failed_ = bpf_program__name(program);
            Detach();
            return -error;
        }
        links_.push_back({bpf_program__name(program), ProgramId(bpf_program__fd(program)),
                          std::unique_ptr<bpf_link, LinkDeleter>(link)});
    }
    return 0;
}

void BpfObject::Detach() {
    links_.clear();
}

int BpfObject::Map(const char *name) const {
    return bpf_object__find_map_fd_by_name(object_.get(), name);
}

int BpfObject::Run(const char *name) const {
    bpf_program *program = bpf_object__find_program_by_name(object_.get(), name);
    if (program == nullptr)
        return -ENOENT;
    LIBBPF_OPTS(bpf_test_run_opts, options);
    return bpf_prog_test_run_opts(bpf_program__fd(program), &options);
}

std::vector<std::string> BpfObject::Lost() const {
    std::vector<std::string> lost;
    for (const Attached &attached : links_) {
        if (IsLost(bpf_link__fd(attached.link.get()), attached.program_id))
            lost.push_back("program " + attached.program + " is detached");
    }
    bpf_map *map;
    bpf_object__for_each_map(map, object_.get()) {
        bpf_map_info info = {};
        uint32_t size = sizeof(info);
        if (bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size) != 0)
            lost.push_back(std::string("map ") + bpf_map__name(map) + " is gone");
    }
    return lost;
}

std::vector<ProgramStats> BpfObject::Stats() const {
    std::vector<ProgramStats> stats;
    bpf_program *program;
    bpf_object__for_each_program(program, object_.get()) {
        bpf_prog_info info = {};
        uint32_t size = sizeof(info);
        if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) == 0)
            stats.push_back({bpf_program__name(program), info.run_cnt, info.run_time_ns,
                             info.recursion_misses});
    }
    return stats;
}

} // namespace keywarden
