import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromKernelDevice, toKernelDevice } from './device.js';

describe('device numbers', () => {
  it('convert as the kernel does', () => {
    expect(toKernelDevice(65024)).toBe(254n << 20n);
    expect(fromKernelDevice(254 << 20)).toBe(65024);
    // A minor above 255, as device mapper and tmpfs have: 0:300.
    expect(fromKernelDevice(300)).toBe(0x10002c);
    expect(toKernelDevice(0x10002c)).toBe(300n);
  });

  it('come back unchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (device) => {
        expect(Number(toKernelDevice(fromKernelDevice(device)))).toBe(device);
      }),
    );
  });
});
