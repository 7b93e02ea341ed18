import {
  backendOrder,
  isPreemptedWith,
  type BackendProbe,
  type ProbeReport,
} from '@keywarden/sensor';
import type { Finding } from './examine.js';

/** Which backend `auto` takes on this kernel, and why no better one. */
export function backendFinding({ backends, kernelRelease }: ProbeReport): Finding {
  const order = backendOrder(kernelRelease);
  const chosen = order.find((name) => backends[name].usable);
  const refused = order
    .filter((name) => !backends[name].usable)
    .map((name) => `${name} is refused: ${inOneLine(backends[name])}`)
    .join('; ');
  if (chosen === undefined) {
    return {
      about: 'backend',
      state: 'problem',
      detail: refused,
      hint: 'Live capture needs one backend; "keywarden demo" works without.',
    };
  }
  const detail = `${chosen} (${refused === '' ? 'the best there is' : refused})`;
  if (!isPreemptedWith(chosen, kernelRelease)) return { about: 'backend', state: 'ok', detail };
  const gap = 'this kernel may preempt it, and does not run it on that CPU meanwhile';
  return { about: 'backend', state: 'note', detail: `${detail}; ${gap}` };
}

/** libbpf explains itself over many lines; its first one names the program and the error. */
function inOneLine({ code, detail, reason }: BackendProbe): string {
  const line = detail.split('\n').find((text) => text.startsWith('libbpf: '));
  return `${line?.replace(/^libbpf: /, '') ?? reason} (${code})`;
}
