/**
 * Longest text of one field, in UTF-16 code units. A path has at most 4,096 bytes, and a byte that is
 * not UTF-8 takes four characters (`\xHH`), so that every path fits.
 */
export const MAX_TEXT = 16_384;

/** Longest short text: names, titles, labels. */
export const MAX_SHORT_TEXT = 1_023;

/** Most items of one list: arguments, ancestors, labels, related events. */
export const MAX_ITEMS = 64;

/** Most ancestors of a process; what is left out are the most distant ones. */
export const MAX_ANCESTORS = 16;
