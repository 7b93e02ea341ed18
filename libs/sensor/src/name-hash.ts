const SEED = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** FNV-1a (64 bits) of a name's bytes, as `kw_mentions_watched` in bpf/lib/names.bpf.h computes it. */
export function nameHash(name: string): bigint {
  let hash = SEED;
  for (const byte of Buffer.from(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash;
}
