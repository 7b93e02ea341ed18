import type { StatisticsReport, TallyReport } from '@keywarden/signature';
import { columns } from './columns.js';

/** Statistics for people. */
export function renderStatistics(report: StatisticsReport): string {
  const { judged, alerts, incidents } = report;
  return [
    `${String(judged)} credential events judged, ${String(alerts)} alerts in ${String(incidents.count)} incidents\n`,
    section('outcome', report.outcomes),
    section('rule (allowed by, or nearest to an alert)', report.rules),
    section('reader', report.readers),
    section('day (UTC)', report.days),
    section('incident', incidents),
  ].join('\n');
}

function section(title: string, { top, left_out }: TallyReport): string {
  const rows = top.map(({ key, total, alerts }) => [key, String(total), String(alerts)]);
  const rest =
    left_out.keys === 0
      ? ''
      : `  and at least ${String(left_out.keys)} more with ${String(left_out.total)} events\n`;
  return columns([title, 'events', 'alerts'], rows) + rest;
}
