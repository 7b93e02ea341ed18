import type { WatchSet } from './watch-set.js';
import { resolveNodePath, toHost, toNode } from './host-root.js';

/** One path as the kernel reported it. */
export interface ReportedPath {
  /** In the acting process's mount view. */
  readonly pathname: string;
  /** From the root of its file system. */
  readonly rootPath: string;
  /** stat(2) device, 0 when unknown. */
  readonly device: number;
}

/** Translates reported paths into paths of the node. */
export class PathViews {
  /**
   * Whether the host root is the root of a mounted file system (`/host` in a DaemonSet). Then a path
   * through it is another mount's view; below a plain folder it is just the node's own path.
   */
  get #isMounted(): boolean {
    return this.hostRoot !== '/' && this.watchSet.fileSystemPath(this.hostRoot) === '/';
  }

  constructor(
    private readonly hostRoot: string,
    private readonly watchSet: Pick<WatchSet, 'trees' | 'fileSystemPath'>,
  ) {}

  /** What a reported path may be on the node, most trustworthy first, without repeats. */
  nodePaths(reported: ReportedPath): string[] {
    const pathname = plainText(reported.pathname);
    const rootPath = plainText(reported.rootPath);
    const found = new Set<string>();
    for (const { look, rootPath: top, nodePath } of this.watchSet.trees) {
      if (top === undefined || look.device !== BigInt(reported.device)) continue;
      const rest = below(top, rootPath);
      if (rest !== undefined) found.add(nodePath + rest);
    }
    for (const { hostPath, nodePath } of this.watchSet.trees) {
      const rest = below(hostPath, pathname);
      if (rest !== undefined) found.add(nodePath + rest);
    }
    const stripped = toNode(this.hostRoot, pathname);
    if (stripped !== undefined) found.add(stripped);
    found.add(pathname);
    return [...found];
  }

  /** How the view differs from the file's own name; undefined when it does not. */
  detour(
    nodePath: string,
    reported: ReportedPath,
    isInPlace: boolean,
    links = 2n,
  ): 'other_mount' | 'hard_link' | 'renamed' | undefined {
    const resolved = resolveNodePath(this.hostRoot, nodePath) ?? nodePath;
    const hostPath = toHost(this.hostRoot, resolved);
    const pathname = plainText(reported.pathname);
    const own = this.#isMounted ? [nodePath, resolved] : [nodePath, resolved, hostPath];
    if (own.includes(pathname)) return undefined;
    const expected = this.watchSet.fileSystemPath(hostPath);
    if (expected === undefined || expected === plainText(reported.rootPath)) return 'other_mount';
    if (!isInPlace) return 'renamed';
    // A file with one name has no other: what differs is an overlay's idea of it.
    return links > 1n ? 'hard_link' : 'other_mount';
  }

  /** Where this process may find what the acting process sees at a path. */
  hostPaths(pathname: string, rootPath: string): string[] {
    const [own, top] = [plainText(pathname), plainText(rootPath)];
    return [...new Set([own, toHost(this.hostRoot, own), toHost(this.hostRoot, top)])];
  }
}

/** The decoder doubles a backslash; a byte that is not UTF-8 stays `\xHH` and matches nothing. */
function plainText(text: string): string {
  return text.replaceAll('\\\\', '\\');
}

/** The part of `path` after `top`, empty for `top` itself, undefined outside of it. */
function below(top: string, path: string): string | undefined {
  if (top === '/') return path;
  if (path === top) return '';
  return path.startsWith(`${top}/`) ? path.slice(top.length) : undefined;
}
