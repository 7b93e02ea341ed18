/** Resolve workspace packages to their sources, so that tests need no build. */
export const sourceConditions = ['@keywarden/source', 'node', 'import', 'default'];
