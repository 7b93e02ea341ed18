/** Injection token of the {@link BatchDelivery}. */
export const BATCH_DELIVERY = Symbol('keywarden.batch-delivery');
