import { ensureGoTool, type FoundTool } from './go-tool.ts';

/** Helm; compiling it takes about two minutes on two cores. */
export function ensureHelm(): Promise<FoundTool> {
  return ensureGoTool({
    name: 'helm',
    source: 'helm.sh/helm/v3/cmd/helm',
    version: 'v3.22.0',
    neededGo: [1, 26],
  });
}
