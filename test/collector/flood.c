/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes an unrelated file as fast as it can until SIGTERM, then prints how often:
 *   flood FILE */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_end(int signal) {
    (void)signal;
    ended = 1;
}

int main(int count, char **arguments) {
    unsigned long opens = 0;
    if (count != 2)
        return 2;
    signal(SIGTERM, on_end);
    for (; !ended; opens++)
        close(open(arguments[1], O_RDONLY | O_CLOEXEC));
    printf("%lu\n", opens);
    return 0;
}
