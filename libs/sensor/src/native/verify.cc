// SPDX-License-Identifier: Apache-2.0
#include "verify.h"

#include <bpf/libbpf.h>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "bpf_object.h"
#include "errors.h"

namespace keywarden {
namespace {

/// BPF_LOG_STATS of include/linux/bpf_verifier.h: the last lines of a log and nothing else.
constexpr uint32_t kLogStats = 4;
constexpr size_t kLogBytes = 64 * 1024;
constexpr char kProcessed[] = "processed ";

double ProcessedIn(const std::string &log) {
    size_t at = log.rfind(kProcessed);
    return at == std::string::npos ? 0 : std::atof(log.c_str() + at + sizeof(kProcessed) - 1);
}

} // namespace

Napi::Value VerifyObject(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    std::string path = info[0].As<Napi::String>();
    std::unique_ptr<bpf_object, ObjectDeleter> object(bpf_object__open_file(path.c_str(), nullptr));
    if (!object)
        throw KernelError(env, -errno, "cannot open " + path);
    AllocateAheadWhereNeeded(object.get());
    std::map<std::string, std::vector<char>> logs;
    bpf_program *program;
    bpf_object__for_each_program(program, object.get()) {
        auto &log = logs[bpf_program__name(program)];
        log.resize(kLogBytes);
        bpf_program__set_log_level(program, kLogStats);
        bpf_program__set_log_buf(program, log.data(), log.size());
    }
    int error = bpf_object__load(object.get());
    if (error != 0)
        throw KernelError(env, error, "the kernel refused " + path);
    Napi::Array list = Napi::Array::New(env);
    for (const auto &[name, log] : logs) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("program", name);
        entry.Set("instructions", ProcessedIn(log.data()));
        list[list.Length()] = entry;
    }
    return list;
}

} // namespace keywarden
