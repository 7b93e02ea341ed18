// SPDX-License-Identifier: Apache-2.0
#include "counters.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "../../../../bpf/include/event.h"
#include "errors.h"

namespace keywarden {
namespace {

constexpr uint32_t kCounters = static_cast<uint32_t>(KW_EVENT_TYPES) * KW_COUNTERS;

} // namespace

Napi::Value ReadCounters(Napi::Env env, int map) {
    int cpus = libbpf_num_possible_cpus();
    if (cpus < 0)
        throw KernelError(env, cpus, "cannot count the CPUs");
    std::vector<uint64_t> values(static_cast<size_t>(cpus));
    Napi::BigUint64Array sums = Napi::BigUint64Array::New(env, kCounters);
    for (uint32_t counter = 0; counter < kCounters; counter++) {
        int error = bpf_map_lookup_elem(map, &counter, values.data());
        if (error != 0)
            throw KernelError(env, error, "cannot read the counters");
        uint64_t sum = 0;
        for (uint64_t value : values)
            sum += value;
        sums[counter] = sum;
    }
    return sums;
}

Napi::Value StatsToJs(Napi::Env env, const std::vector<ProgramStats> &stats) {
    Napi::Array list = Napi::Array::New(env, stats.size());
    for (uint32_t i = 0; i < stats.size(); i++) {
        Napi::Object entry = Napi::Object::New(env);
        entry.Set("name", stats[i].name);
        entry.Set("runs", Napi::BigInt::New(env, stats[i].runs));
        entry.Set("nanoseconds", Napi::BigInt::New(env, stats[i].nanoseconds));
        entry.Set("missed", Napi::BigInt::New(env, stats[i].missed));
        list[i] = entry;
    }
    return list;
}

} // namespace keywarden
