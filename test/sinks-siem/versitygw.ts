import type { GoTool } from '../support/go-tool.ts';

/** An S3 server that checks signatures and keeps objects as files. */
export const VERSITYGW: GoTool = {
  name: 'versitygw',
  source: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
  neededGo: [1, 25],
};
