import type { FileOpenEvent, InodeLinkEvent, InodeRenameEvent } from '@keywarden/sensor';
import { posix } from 'node:path';

/** What is compared with: how the node itself sees its files. */
export interface NodeView {
  /** Inode in nsfs of the mount namespace of process 1; 0 when it could not be read. */
  readonly mountNamespace: number;
  /** Root directory of process 1. */
  readonly root: { readonly device: bigint; readonly inode: bigint } | undefined;
}

const RENAME_EXCHANGE = 2;
/** proc(5): links that lead into the view of another process. */
const THROUGH_PROC = /^\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/(?:root|cwd)(?:\/|$)/;
const DESCRIPTOR =
  /^(?:\/proc\/(?:self|thread-self|\d+)(?:\/task\/\d+)?\/fd\/\d+|\/dev\/(?:fd\/\d+|stdin))$/;

/**
 * The detours that the event itself shows, besides those that the file's identity tells.
 *
 * @param isOwnName whether a path is one by which the catalogue knows the credential: its own links
 *   (`..data/token`, `kubelet-client-current.pem`) are no detour
 */
export function evasionsOfOpen(
  event: FileOpenEvent,
  node: NodeView,
  isOwnName: (path: string) => boolean,
): string[] {
  return [
    ...(event.name === 'security_file_receive' ? ['received_descriptor'] : []),
    ...(event.disk === undefined ? [] : ['raw_block_device']),
    ...(event.viaIoUring ? ['io_uring'] : []),
    ...(event.byHandle ? ['open_by_handle_at'] : []),
    ...byText(event, isOwnName),
    ...byConfinement(event, node),
  ];
}

/** The same of a rename or link. */
export function evasionsOfMove(event: InodeRenameEvent | InodeLinkEvent, node: NodeView): string[] {
  const isExchange =
    event.name === 'security_inode_rename' && (event.renameFlags & RENAME_EXCHANGE) !== 0;
  return [
    ...(isExchange ? ['exchange_rename'] : []),
    ...(isDescriptor(event.oldPath) ? ['o_path_reopen'] : []),
    ...(event.viaIoUring ? ['io_uring'] : []),
    ...byConfinement({ ...event, mountNamespace: 0 }, node),
  ];
}

/** Whether a path is that of an open descriptor. */
export function isDescriptor(path: string): boolean {
  return DESCRIPTOR.test(path);
}

/** What the caller asked for against where it came out. */
function byText(event: FileOpenEvent, isOwnName: (path: string) => boolean): string[] {
  const { text } = event;
  if (text === undefined || text === '') return [];
  if (THROUGH_PROC.test(text)) return ['proc_root'];
  if (isDescriptor(text)) return ['o_path_reopen'];
  if (event.pathState !== undefined) return [];
  const asked = posix.normalize(text);
  if (isOwnName(asked) || reaches(asked, event)) return [];
  return ['symlink'];
}

/** Whether a text leads to the path by itself: all of it, or its end for a relative one. */
function reaches(asked: string, { pathname, process, truncated }: FileOpenEvent): boolean {
  if (truncated) return true;
  if (asked.startsWith('/')) return asked === pathname;
  const known = process.cwd === undefined ? undefined : posix.resolve(process.cwd, asked);
  const rest = asked.replace(/^(?:\.\.\/)+/, '');
  return known === pathname || pathname === rest || pathname.endsWith(`/${rest}`);
}

/** A root or a mount namespace that is not the node's. */
function byConfinement(
  { process, mountNamespace }: Pick<FileOpenEvent, 'process' | 'mountNamespace'>,
  node: NodeView,
): string[] {
  const { root } = process;
  const isForeign = mountNamespace !== 0 && mountNamespace !== process.mountNamespace;
  const isConfined =
    node.root !== undefined &&
    root.inode !== 0n &&
    process.mountNamespace === node.mountNamespace &&
    (BigInt(root.device) !== node.root.device || root.inode !== node.root.inode);
  return [...(isForeign ? ['foreign_mount_namespace'] : []), ...(isConfined ? ['chroot'] : [])];
}
