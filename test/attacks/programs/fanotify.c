// SPDX-License-Identifier: Apache-2.0
/* Waits until another process opens the key, and gets a descriptor of its own: fanotify PATH */
#include "attack.h"
#include <sys/fanotify.h>

int main(int count, char **arguments) {
    struct fanotify_event_metadata event;
    (void)count;
    int group = fanotify_init(FAN_CLASS_NOTIF, O_RDONLY);
    if (group < 0 && (errno == ENOSYS || errno == EPERM))
        skip("no fanotify");
    must("fanotify_init", group);
    must("mark", fanotify_mark(group, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, arguments[1]));
    pid_t child = fork();
    if (child == 0)
        _exit(open(arguments[1], O_WRONLY) < 0);
    must("read", read(group, &event, sizeof(event)));
    swallow(must("descriptor", event.fd));
    return finish_child(child);
}
