// SPDX-License-Identifier: Apache-2.0
/* Opened by a thread that is not the leader, or by many at once: thread COUNT PATH */
#include "attack.h"
#include <pthread.h>

static pthread_barrier_t together;

static void *reader(void *path) {
    pthread_barrier_wait(&together);
    read_file(path);
    return NULL;
}

int main(int count, char **arguments) {
    pthread_t threads[64];
    (void)count;
    int wanted = atoi(arguments[1]);
    pthread_barrier_init(&together, NULL, wanted);
    for (int i = 0; i < wanted; i++)
        if (pthread_create(&threads[i], NULL, reader, arguments[2]) != 0)
            return 1;
    for (int i = 0; i < wanted; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
