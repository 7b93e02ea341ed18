import { describe, expect, it } from 'vitest';
import { fetchKernel } from './kernel.ts';
import { bootVm } from './vm.ts';

describe('the VM harness', () => {
  it("returns a command's exact output and exit code", { timeout: 300_000 }, async () => {
    const kernel = await fetchKernel('6.1');
    const { code, output, console } = await bootVm({
      kernel,
      files: [
        { content: 'from the host\n', to: '/data/nested/file' },
        { symlink: 'nested/file', to: '/data/link' },
      ],
      command: String.raw`cat /data/link; node -p 'process.version'; printf '\033[1m\200\r\n' | od -An -tx1; uname -r; exit 7`,
    });
    const [content, node, bytes, release] = output.split('\n');
    expect(content).toBe('from the host');
    expect(node).toMatch(/^v24\./);
    expect(bytes?.trim()).toBe('1b 5b 31 6d 80 0d 0a');
    expect(release).toBe(kernel.release);
    expect(code).toBe(7);
    expect(console).not.toMatch(/Oops|BUG:|WARNING:/);
  });

  it('reports a guest that dies, with its console', { timeout: 300_000 }, async () => {
    const kernel = await fetchKernel('6.1');
    const crash = bootVm({ kernel, files: [], command: 'echo c > /proc/sysrq-trigger' });
    await expect(crash).rejects.toThrow(/went down before the command ended[^]*Kernel panic/);
  });
});
