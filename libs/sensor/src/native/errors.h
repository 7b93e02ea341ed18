// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>
#include <string>

namespace keywarden {

/// A JS Error with `code` (an errno name, for example EPERM), and libbpf's words as `detail`.
Napi::Error KernelError(Napi::Env env, int error, const std::string &what,
                        const std::string &detail = "");

/// While it lives, libbpf's warnings of this thread are collected instead of printed.
class LogCapture {
  public:
    LogCapture();
    ~LogCapture();
    LogCapture(const LogCapture &) = delete;
    LogCapture &operator=(const LogCapture &) = delete;

    /// The last lines, enough to show why a program was refused.
    std::string Tail() const;

  private:
    std::string text_;
    std::string *previous_;
};

} // namespace keywarden
