// SPDX-License-Identifier: Apache-2.0
#include "sensor.h"

#include <bpf/bpf.h>
#include <string>

#include "../../../../bpf/include/event.h"
#include "counters.h"
#include "errors.h"

namespace keywarden {
namespace {

/// Batches that may wait for the JS thread before the reader is held up.
constexpr size_t kQueueBatches = 16;

} // namespace

Napi::Function Sensor::Define(Napi::Env env) {
    return DefineClass(env, "NativeSensor",
                       {InstanceMethod<&Sensor::ApplyWatches>("applyWatches"),
                        InstanceMethod<&Sensor::ApplyNames>("applyNames"),
                        InstanceMethod<&Sensor::ApplyAddresses>("applyAddresses"),
                        InstanceMethod<&Sensor::AddHolders>("addHolders"),
                        InstanceMethod<&Sensor::Counters>("counters"),
                        InstanceMethod<&Sensor::Stats>("programStats"),
                        InstanceMethod<&Sensor::SelfCheck>("selfCheck"),
                        InstanceMethod<&Sensor::Close>("close")});
}

/// new NativeSensor(objectFile: string, ringBytes: number, ignoreSelf: boolean,
///                  onBatch?: (records: Buffer) => void, mountInfo?: string)
Sensor::Sensor(const Napi::CallbackInfo &info) : Napi::ObjectWrap<Sensor>(info) {
    Begin(info.Env(), info);
}

Sensor::~Sensor() {
    Shutdown();
}

void Sensor::Begin(Napi::Env env, const Napi::CallbackInfo &info) {
    std::string path = info[0].As<Napi::String>();
    LogCapture log;
    int error = object_.Load(path, info[1].As<Napi::Number>().Uint32Value());
    if (error != 0)
        throw KernelError(env, error, "the kernel refused " + path, log.Tail());
    if (info[2].ToBoolean() && (error = object_.Run("kw_identify_self")) != 0)
        throw KernelError(env, error, "cannot tell the programs which process is the sensor");
    if (object_.Map("watches") >= 0) {
        watches_ = std::make_unique<WatchSet>(object_.Map("watches"), object_.Map("bloom"));
        if ((error = watches_->Open()) != 0)
            throw KernelError(env, error, "cannot share the filter with the programs");
    }
    error = object_.Attach();
    if (error != 0)
        throw KernelError(env, error, "cannot attach " + object_.Failed() + " of " + path,
                          log.Tail());
    if (info[3].IsFunction())
        StartReader(env, info[3].As<Napi::Function>(), info[4].ToString());
    open_ = true;
}

void Sensor::StartReader(Napi::Env env, Napi::Function on_batch, const std::string &mounts) {
    int error = reader_.Open(object_.Map("ring"), mounts);
    if (error != 0)
        throw KernelError(env, error, "cannot read the ring buffer");
    queue_ = Queue::New(env, on_batch, "keywarden:records", kQueueBatches, 1, this,
                        [](Napi::Env env, void *, Sensor *self) { self->OnQueueGone(env); });
    Ref();
    napi_add_env_cleanup_hook(env, OnEnvironmentExit, this);
    reader_.Start(
        [this](std::unique_ptr<Batch> batch) {
            if (queue_.BlockingCall(batch.get()) != napi_ok)
                return false;
            batch.release();
            return true;
        },
        [this] { queue_.Release(); });
}

void Sensor::CallJs(Napi::Env env, Napi::Function callback, Sensor *, Batch *batch) {
    std::unique_ptr<Batch> owned(batch);
    if (env == nullptr || callback.IsEmpty())
        return;
    callback.Call({Napi::Buffer<uint8_t>::Copy(env, owned->data(), owned->size())});
}

void Sensor::RequireOpen(Napi::Env env) const {
    if (!open_)
        throw Napi::Error::New(env, "the sensor is closed");
}

void Sensor::ApplyWatches(const Napi::CallbackInfo &info) {
    RequireOpen(info.Env());
    auto puts = info[0].As<Napi::BigUint64Array>();
    auto deletes = info[1].As<Napi::BigUint64Array>();
    int error = 0;
    for (size_t i = 0; error == 0 && i + 2 < puts.ElementLength(); i += 3)
        error = watches_->Put(puts[i], puts[i + 1], static_cast<uint32_t>(puts[i + 2]));
    for (size_t i = 0; error == 0 && i + 1 < deletes.ElementLength(); i += 2)
        error = watches_->Delete(deletes[i], deletes[i + 1]);
    if (error != 0)
        throw KernelError(info.Env(), error, "cannot change the watched set");
}

void Sensor::ApplyNames(const Napi::CallbackInfo &info) {
    RequireOpen(info.Env());
    auto puts = info[0].As<Napi::BigUint64Array>();
    auto deletes = info[1].As<Napi::BigUint64Array>();
    int names = object_.Map("names"), error = 0;
    for (size_t i = 0; error == 0 && i + 1 < puts.ElementLength(); i += 2) {
        uint64_t hash = puts[i];
        uint32_t flags = static_cast<uint32_t>(puts[i + 1]);
        error = bpf_map_update_elem(names, &hash, &flags, BPF_ANY);
    }
    for (size_t i = 0; error == 0 && i < deletes.ElementLength(); i++) {
        uint64_t hash = deletes[i];
        bpf_map_delete_elem(names, &hash);
    }
    if (error != 0)
        throw KernelError(info.Env(), error, "cannot change the watched names");
}

/// Records of kw_address_key: to add, to remove.
void Sensor::ApplyAddresses(const Napi::CallbackInfo &info) {
    RequireOpen(info.Env());
    auto puts = info[0].As<Napi::Uint8Array>();
    auto deletes = info[1].As<Napi::Uint8Array>();
    int map = object_.Map("addresses"), error = 0;
    uint8_t one = 1;
    for (size_t i = 0; error == 0 && i + sizeof(kw_address_key) <= puts.ElementLength();
         i += sizeof(kw_address_key))
        error = bpf_map_update_elem(map, puts.Data() + i, &one, BPF_ANY);
    for (size_t i = 0; i + sizeof(kw_address_key) <= deletes.ElementLength();
         i += sizeof(kw_address_key))
        bpf_map_delete_elem(map, deletes.Data() + i);
    if (error != 0)
        throw KernelError(info.Env(), error, "cannot change the watched addresses");
}

/// Pairs (pid, start time in ns) of processes that already hold credentials.
void Sensor::AddHolders(const Napi::CallbackInfo &info) {
    RequireOpen(info.Env());
    auto holders = info[0].As<Napi::BigUint64Array>();
    int map = object_.Map("holders"), error = 0;
    for (size_t i = 0; error == 0 && i + 1 < holders.ElementLength(); i += 2) {
        uint32_t pid = static_cast<uint32_t>(holders[i]);
        uint64_t start_time = holders[i + 1];
        error = bpf_map_update_elem(map, &pid, &start_time, BPF_ANY);
    }
    if (error != 0)
        throw KernelError(info.Env(), error, "cannot add holders of credentials");
}

Napi::Value Sensor::Counters(const Napi::CallbackInfo &info) {
    return ReadCounters(info.Env(), object_.Map("counters"));
}

Napi::Value Sensor::Stats(const Napi::CallbackInfo &info) {
    return StatsToJs(info.Env(), object_.Stats());
}

Napi::Value Sensor::SelfCheck(const Napi::CallbackInfo &info) {
    RequireOpen(info.Env());
    std::vector<std::string> wrong = object_.Lost();
    if (watches_)
        for (std::string &line : watches_->Check())
            wrong.push_back(std::move(line));
    Napi::Array list = Napi::Array::New(info.Env(), wrong.size());
    for (uint32_t i = 0; i < wrong.size(); i++)
        list[i] = wrong[i];
    return list;
}

/// Detaches, delivers what is still in the ring, and resolves. Later calls give the same promise.
Napi::Value Sensor::Close(const Napi::CallbackInfo &info) {
    if (closing_)
        return closing_->Promise();
    closing_ = std::make_unique<Napi::Promise::Deferred>(info.Env());
    Napi::Value promise = closing_->Promise();
    object_.Detach();
    if (reader_.Running())
        reader_.Stop();
    else
        closing_->Resolve(info.Env().Undefined());
    return promise;
}

/// On the JS thread, when the reader has released the queue and every batch was delivered.
void Sensor::OnQueueGone(Napi::Env env) {
    reader_.Join();
    if (torn_down_)
        return;
    napi_remove_env_cleanup_hook(env, OnEnvironmentExit, this);
    open_ = false;
    if (closing_)
        closing_->Resolve(env.Undefined());
    Unref();
}

void Sensor::OnEnvironmentExit(void *self) {
    static_cast<Sensor *>(self)->Shutdown();
}

/// At the end of the environment (exit, worker terminated): nothing of JS may be touched any more.
void Sensor::Shutdown() {
    if (torn_down_)
        return;
    torn_down_ = true;
    open_ = false;
    object_.Detach();
    if (reader_.Running()) {
        reader_.Stop();
        queue_.Abort();
        reader_.Join();
    }
}

} // namespace keywarden
