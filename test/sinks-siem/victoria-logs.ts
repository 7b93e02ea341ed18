import type { GoTool } from '../support/go-tool.ts';

/** A log store that takes what is pushed to Loki, and compiles in a minute where Loki takes ten. */
export const VICTORIA_LOGS: GoTool = {
  name: 'victoria-logs',
  source: 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs',
  version: 'v1.52.1',
  neededGo: [1, 26],
};
