/** One row of what `npm test` runs. */
export interface Stage {
  readonly name: string;
  readonly title: string;
  readonly checks?: readonly { readonly name: string; readonly command: () => string[] }[];
  readonly vitest?: {
    readonly config: string;
    readonly only?: readonly string[];
    readonly exclude?: readonly string[];
  };
}

export const stages: readonly Stage[];
