// SPDX-License-Identifier: Apache-2.0
/* The key behind a loop device, read from there: loop PATH */
#include "attack.h"
#include <linux/loop.h>
#include <sys/ioctl.h>

int main(int count, char **arguments) {
    char device[32];
    (void)count;
    int control = open("/dev/loop-control", O_RDWR);
    if (control < 0)
        skip("no loop devices (a module that is not loaded?)");
    snprintf(device, sizeof(device), "/dev/loop%ld",
             must("free loop", ioctl(control, LOOP_CTL_GET_FREE)));
    int loop = must(device, open(device, O_RDONLY));
    must("LOOP_SET_FD", ioctl(loop, LOOP_SET_FD, must("open", open(arguments[1], O_RDONLY))));
    swallow(loop);
    must("LOOP_CLR_FD", ioctl(loop, LOOP_CLR_FD));
    return 0;
}
