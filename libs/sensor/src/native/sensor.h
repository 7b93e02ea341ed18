// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <napi.h>
#include <string>

#include "bpf_object.h"
#include "reader.h"
#include "watch_set.h"

namespace keywarden {

/// The JS class NativeSensor: one BPF object, attached, with its reader thread.
class Sensor : public Napi::ObjectWrap<Sensor> {
  public:
    static Napi::Function Define(Napi::Env env);
    explicit Sensor(const Napi::CallbackInfo &info);
    ~Sensor() override;

  private:
    static void CallJs(Napi::Env env, Napi::Function callback, Sensor *self, Batch *batch);
    using Queue = Napi::TypedThreadSafeFunction<Sensor, Batch, CallJs>;

    void Begin(Napi::Env env, const Napi::CallbackInfo &info);
    void StartReader(Napi::Env env, Napi::Function on_batch, const std::string &mounts);
    void Shutdown();
    static void OnEnvironmentExit(void *self);
    void OnQueueGone(Napi::Env env);

    void ApplyWatches(const Napi::CallbackInfo &info);
    void ApplyNames(const Napi::CallbackInfo &info);
    void ApplyAddresses(const Napi::CallbackInfo &info);
    void AddHolders(const Napi::CallbackInfo &info);
    Napi::Value Counters(const Napi::CallbackInfo &info);
    Napi::Value SelfCheck(const Napi::CallbackInfo &info);
    Napi::Value Stats(const Napi::CallbackInfo &info);
    Napi::Value Close(const Napi::CallbackInfo &info);
    void RequireOpen(Napi::Env env) const;

    BpfObject object_;
    Reader reader_;
    std::unique_ptr<WatchSet> watches_;
    Queue queue_;
    std::unique_ptr<Napi::Promise::Deferred> closing_;
    bool open_ = false;
    bool torn_down_ = false;
};

} // namespace keywarden
