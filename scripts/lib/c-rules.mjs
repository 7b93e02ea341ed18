import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from './paths.mjs';
import { filesBelow } from './stamp.mjs';

const native = 'libs/sensor/src/native/';
const kernelHeaders = /^((bpf|linux|asm)\/|std(bool|def|int)\.h$)/;

/**
 * Whether a C or C++ file may include something: the kernel side reaches nothing outside bpf/ but
 * libbpf's and the kernel's headers; the addon reaches of bpf/ only event.h, and generated skeletons.
 * @returns {string | undefined} what is wrong
 */
export function judgeInclude(file, quoted, target) {
  const resolved = normalize(join(dirname(file), target));
  if (file.startsWith('bpf/')) {
    const isAllowed = quoted ? resolved.startsWith('bpf/') : kernelHeaders.test(target);
    return isAllowed
      ? undefined
      : 'code below bpf/ includes only bpf/ and <bpf/…>, <linux/…>, <asm/…>, <std(bool|def|int).h>';
  }
  if (file.startsWith(native) && quoted) {
    const isAllowed =
      resolved.startsWith(native) ||
      resolved === 'bpf/include/event.h' ||
      target === 'event.h' ||
      target.endsWith('.skel.h');
    return isAllowed
      ? undefined
      : 'the addon includes of bpf/ only include/event.h and generated skeletons';
  }
  return undefined;
}

/** Breaches of the include rule and of the 400 lines of a C or C++ file, one sentence each. */
export function checkC() {
  const problems = [];
  for (const file of filesBelow('.', (path) => /\.(c|h|cc)$/.test(path))) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    if (lines.length > 401) {
      problems.push(`${file}: ${lines.length - 1} lines, 400 are the limit`);
    }
    lines.forEach((line, index) => {
      const [, open, target] = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line) ?? [];
      const problem = target === undefined ? undefined : judgeInclude(file, open === '"', target);
      if (problem !== undefined) {
        problems.push(`${file}:${index + 1}: ${line.trim()}: ${problem}`);
      }
    });
  }
  return problems;
}
