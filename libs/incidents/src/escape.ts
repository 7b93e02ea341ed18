import type { CredentialEvent } from '@keywarden/contracts';
import { WINDOWS, type Birth } from './book.js';

/** CAP_SYS_ADMIN, bit 21 of CapEff (`include/uapi/linux/capability.h`). */
const SYS_ADMIN = 1n << 21n;

/** Why a reader in a container seems to have broken out of it. */
export interface Escape {
  /** Ids of the events that say so. */
  related: readonly string[];
}

/**
 * Whether a container that reaches a credential which is not its own pod's looks like an escape: it may
 * do everything on the node, has the node's directories, or was made moments ago.
 *
 * @param now ms since 1970 of the event
 */
export function escapeOf(
  { process }: CredentialEvent,
  births: readonly Birth[],
  now: number,
): Escape | undefined {
  const { container, capabilities } = process;
  if (container === undefined) return undefined;
  const isPrivileged =
    container.privileged === true ||
    (capabilities !== undefined && (BigInt(`0x${capabilities}`) & SYS_ADMIN) !== 0n);
  const hasMounts = (container.host_mounts ?? []).length > 0;
  const birth = births.find((one) => one.container === container.id);
  const age = container.created_at === undefined ? NaN : now - Date.parse(container.created_at);
  const isYoung = birth !== undefined || (age >= 0 && age <= WINDOWS.birth);
  if (!isPrivileged && !hasMounts && !isYoung) return undefined;
  return { related: birth === undefined ? [] : [birth.event] };
}
