// SPDX-License-Identifier: Apache-2.0
/* A thread that is not the leader becomes another program: exec_thread PROGRAM ARGUMENT */
#include "attack.h"
#include <pthread.h>

static void *become(void *arguments) {
    execv(((char **)arguments)[0], arguments);
    _exit(1);
}

int main(int count, char **arguments) {
    pthread_t thread;
    (void)count;
    if (pthread_create(&thread, NULL, become, arguments + 1) != 0)
        return 1;
    pthread_join(thread, NULL);
    return 1;
}
