import type { Case } from '../../support/case.ts';
import { IN_CONTAINER } from './in-container.ts';
import { ON_THE_NODE } from './on-the-node.ts';
import { TO_THE_NODE } from './to-the-node.ts';

/** Facts section 6; what no file event can show is in docs/conformance.md. */
export const ATTACKS: readonly Case[] = [...IN_CONTAINER, ...TO_THE_NODE, ...ON_THE_NODE];
