import { fetchKernel } from './kernel.ts';
import { bootVm } from './vm.ts';
const kernel = await fetchKernel('6.1');
const { output } = await bootVm({
  kernel,
  files: [
    { from: '/usr/sbin/bpftool', to: '/usr/bin/bpftool' },
    ...['syscall', 'fentry'].map((n) => ({ from: `/tmp/o/${n}.bpf.o`, to: `/o/${n}.bpf.o` })),
  ],
  command: `for n in syscall fentry; do echo "== $n"; bpftool -d prog loadall /o/$n.bpf.o /sys/fs/bpf/$n > /tmp/log 2>&1; echo rc $?; grep -E "^libbpf: prog .*(BEGIN|failed)|processed|Validating|is safe|^func#|too large|too complex" /tmp/log | tail -80; tail -25 /tmp/log; done`,
  timeoutMs: 200000,
});
console.log(output);
