import type { Command } from '../cli.js';
import type { DeliveriesOptions } from '../duty/deliveries.js';
import { withDuty, withLimit } from '../duty/options.js';

/** `keywarden deliveries`. */
export const deliveriesCommand: Command<DeliveriesOptions> = {
  command: 'deliveries',
  describe: 'Show the delivery log: who was told what, when, and what they answered',
  builder: (parser) =>
    withLimit(withDuty(parser), 50)
      .option('incident', { type: 'string', describe: 'Only of this incident (id or beginning)' })
      .option('receiver', { type: 'string', describe: 'Only to this receiver' })
      .example('$0 deliveries --receiver pager --limit 10', ''),
  async run(options) {
    const { listDeliveries } = await import('../duty/deliveries.js');
    return listDeliveries(options);
  },
};
