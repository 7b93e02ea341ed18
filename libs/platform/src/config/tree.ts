/** A configuration as plain data; leaves are scalars or lists. */
export type ConfigTree = Record<string, unknown>;

export type ConfigPath = readonly PropertyKey[];

function isTree(value: unknown): value is ConfigTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `over` on top of `base`: maps are merged, everything else is replaced; undefined changes nothing. */
export function mergeTrees(base: ConfigTree, over: ConfigTree): ConfigTree {
  const merged: ConfigTree = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isTree(value) ? mergeTrees(isTree(below) ? below : {}, value) : value;
  }
  return merged;
}

/** Whether the tree itself sets something at this path. */
export function setsPath(tree: ConfigTree, path: ConfigPath): boolean {
  let at: unknown = tree;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at !== undefined;
}

/** Puts a value at a path of map keys, making the maps on the way. */
export function setPath(tree: ConfigTree, path: readonly string[], value: unknown): void {
  let at = tree;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    const map: ConfigTree = isTree(next) ? next : {};
    at[key] = map;
    at = map;
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}

/** `kafka.brokers[0]`, the way a person writes a path. */
export function pathText(path: ConfigPath): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${String(key)}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text === '' ? '(root)' : text;
}
