/**
 * Device numbers: `stat(2)` packs major and minor as glibc's makedev does for 32-bit values
 * (`new_encode_dev`), the kernel's `s_dev` is `major << 20 | minor` (`include/linux/kdev_t.h`).
 */

/** From `st_dev` to the kernel's `s_dev`. */
export function toKernelDevice(device: number | bigint): bigint {
  const value = BigInt(device);
  const major = (value >> 8n) & 0xfffn;
  const minor = (value & 0xffn) | ((value >> 12n) & 0xfff00n);
  return (major << 20n) | minor;
}

/** From the kernel's `s_dev` to `st_dev`. */
export function fromKernelDevice(device: number): number {
  const major = device >>> 20;
  const minor = device & 0xfffff;
  return ((minor & 0xff) | (major << 8)) + (minor >>> 8) * 0x100000;
}
