// SPDX-License-Identifier: Apache-2.0
/* open(2) by the 32-bit system call table, from a 64-bit program: compat PATH */
#include "attack.h"
#include <signal.h>
#include <sys/mman.h>

static void refused(int number) {
    (void)number;
    skip("this kernel has no 32-bit system calls");
}

int main(int count, char **arguments) {
    (void)count;
#if defined(__x86_64__)
    char *low =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    int result;
    if (low == MAP_FAILED)
        skip("no memory below 4 GiB");
    signal(SIGSEGV, refused);
    strncpy(low, arguments[1], 4095);
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(5), "b"(low), "c"(O_RDONLY), "d"(0)
                     : "memory", "r8", "r9", "r10", "r11");
    errno = -result;
    swallow(must("open", result < 0 ? -1 : result));
    return 0;
#else
    refused(0);
#endif
}
