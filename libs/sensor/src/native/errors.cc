// SPDX-License-Identifier: Apache-2.0
#include "errors.h"

#include <bpf/libbpf.h>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace keywarden {
namespace {

constexpr size_t kTailBytes = 1500;
thread_local std::string *capture = nullptr;

int Print(enum libbpf_print_level level, const char *format, va_list arguments) {
    if (level != LIBBPF_WARN || capture == nullptr)
        return 0;
    char *line = nullptr;
    int length = vasprintf(&line, format, arguments);
    if (length > 0)
        capture->append(line, static_cast<size_t>(length));
    std::free(line);
    return length;
}

} // namespace

LogCapture::LogCapture() : previous_(capture) {
    capture = &text_;
    libbpf_set_print(Print);
}

LogCapture::~LogCapture() {
    capture = previous_;
}

std::string LogCapture::Tail() const {
    return text_.size() <= kTailBytes ? text_ : text_.substr(text_.size() - kTailBytes);
}

Napi::Error KernelError(Napi::Env env, int error, const std::string &what,
                        const std::string &detail) {
    int number = error < 0 ? -error : error;
    const char *name = strerrorname_np(number);
    Napi::Error value = Napi::Error::New(env, what + ": " + std::strerror(number));
    value.Set("code", Napi::String::New(env, name == nullptr ? "EUNKNOWN" : name));
    value.Set("detail", Napi::String::New(env, detail));
    return value;
}

} // namespace keywarden
