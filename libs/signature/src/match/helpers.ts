/**
 * What images carry beside their own program, by the name of the file: shells, interpreters, and
 * tools that print, copy, encode or send a file.
 */
const HELPERS: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'fish', 'csh', 'tcsh', 'busybox', 'toybox'],
  ...['perl', 'ruby', 'node', 'php', 'lua', 'awk', 'gawk', 'mawk', 'tclsh', 'java', 'osqueryi'],
  ...['cat', 'tac', 'head', 'tail', 'less', 'more', 'nl', 'od', 'xxd', 'hexdump', 'strings'],
  ...['cp', 'mv', 'ln', 'dd', 'tee', 'install', 'rsync', 'scp', 'sftp', 'ssh', 'tar', 'gzip'],
  ...['zip', '7z', 'xz', 'zstd', 'bzip2', 'cpio', 'base64', 'base32', 'openssl', 'gpg', 'jq'],
  ...['curl', 'wget', 'nc', 'ncat', 'netcat', 'nc.openbsd', 'nc.traditional', 'socat', 'telnet'],
  ...['grep', 'egrep', 'sed', 'sort', 'cut', 'diff', 'cmp', 'vi', 'vim', 'vim.basic', 'nano'],
  ...['find', 'xargs', 'env', 'kubectl', 'oc', 'ctr', 'crictl', 'docker', 'gdb', 'strace'],
  ...['coreutils', 'uniq', 'paste', 'rev', 'split', 'shuf', 'wc', 'md5sum', 'sha256sum', 'ed'],
]);

const VERSIONED = /^(?:python|pypy|perl|ruby|php|lua|node|tclsh)[\d.]*$/;

/** No image keeps its program where everybody can write. */
const SCRATCH = /^\/(?:tmp|var\/tmp|dev|proc)\//;

/** Whether the executable at a path is such a helper, or was brought there later. */
export function isHelper(path: string): boolean {
  if (SCRATCH.test(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return HELPERS.has(name) || VERSIONED.test(name);
}

/** Helpers that are also what a container is there for, when its entry point is a script. */
const PROGRAMS: ReadonlySet<string> = new Set(['java', 'kubectl', 'oc', 'docker', 'ctr', 'crictl']);

/** Whether a helper can be the program that the entry point of a container starts. */
export function isProgramToo(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return PROGRAMS.has(name) || VERSIONED.test(name);
}
