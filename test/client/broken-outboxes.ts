import type { Flaw } from './model-page.ts';
import { alike, nothingElse } from './scripted-delivery.ts';
import { counted, hamlet } from './world.ts';

/** Broken outboxes, made from the real one with a faulty storage or delivery, and the violations that the model must find. */
export const broken: Readonly<Record<string, { readonly flaw: Flaw; readonly finds: RegExp }>> = {
  'deletes an entry before it is sent': {
    flaw: {
      delivery: (delivery, storage) => ({
        ...delivery,
        async deliver(batch, signal) {
          for (const entry of await storage.entries()) {
            if (!batch.entries.some(({ seq }) => seq === entry.seq)) continue;
            const isUnconfirmed = entry.stage === 'report' && entry.consumedFrom.from === 'unconfirmed';
            const back = isUnconfirmed
              ? ({ from: 'unconfirmed-refund', showId: entry.visit.showId } as const)
              : undefined;
            await storage.change(entry.seq, entry.stage, null, back);
          }
          return delivery.deliver(batch, signal);
        },
      }),
    },
    // A visit was shown as recorded, and the registry does not have it or gave its ticket to another; or a voided visit
    // counts.
    finds: /"told":".*and it is (counted|refused|undefined)|not on the review list|no more than \d+ may be|"lost":\[\d/,
  },
  'acknowledges before it has committed': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        async change(seq, from, to, capacityChange, kept) {
          if (from !== 'request' || to?.stage === 'request') return storage.change(seq, from, to, capacityChange, kept);
          setImmediate(async () => {
            try {
              await storage.change(seq, from, to, capacityChange, kept);
            } catch {
              // The caller already has a success.
            }
          });
          return true;
        },
      }),
    },
    finds: /"told":"(confirmed|provisional)".*it is (void|undefined)|wait unconfirmed|are in, and no more/,
  },
  'treats a failed delivery as a successful one': {
    flaw: {
      delivery: (delivery) => ({
        ...delivery,
        deliver: (batch, signal) =>
          delivery.deliver(batch, signal).catch(() => ({
            ...nothingElse,
            results: batch.entries.map((one) => alike(one, counted)),
          })),
      }),
    },
    finds: /"told":".*and it is (counted|refused|undefined)|not on the review list|no more than \d+ may be/,
  },
  'removes an unanswered request without delivering its void': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        change: (seq, from, to, capacityChange, kept) =>
          storage.change(seq, from, from === 'request' && to?.stage === 'void' ? null : to, capacityChange, kept),
      }),
    },
    // Then the registry is not notified of an interrupted request either, and a counted one stays counted.
    finds: /"told":"(undecided|nothing|failed)".*it is counted|"lost":\[\d/,
  },
  'sends nothing again that the registry has lost': {
    flaw: { storage: (storage) => ({ ...storage, returnKept: async () => 0 }) },
    finds: /does not come to rest: {"lost":\[\d/,
  },
  'refunds tickets that an unanswered request consumed': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        async change(seq, from, to, capacityChange, kept) {
          const showId = hamlet.id;
          const isKept =
            from === 'request' &&
            to?.stage === 'report' &&
            to.consumedFrom.from === 'lease' &&
            capacityChange === undefined;
          if (!isKept) return storage.change(seq, from, to, capacityChange, kept);
          return storage.change(seq, from, to, {
            ...to.consumedFrom,
            showId,
            tickets: -to.consumedFrom.tickets,
            wallMs: 0,
          });
        },
      }),
    },
    finds: /are in, and no more than|the device counts on|the registry holds/,
  },
  'names a lease to the registry without consuming it': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        change: (seq, from, to, capacityChange, kept) =>
          storage.change(seq, from, to, to?.stage === 'request' ? undefined : capacityChange, kept),
      }),
    },
    finds: /are in, and no more than|the device counts on/,
  },
};

/** Uses a lease after its term. Random histories reach this too rarely, so it has a history of its own. */
export const ignoresTerm: Flaw = {
  storage: (storage) => ({
    ...storage,
    changeLease: (showId, from, to) => storage.changeLease(showId, from, to && { ...to, useForMs: to.useForMs * 1000 }),
  }),
};

/** The registry gives the only ticket of an expired lease to another device; then a visitor comes to this one. */
export const longOutage = [
  'lease step',
  'answer',
  'sleep',
  'sleep',
  'a lease expires',
  'another device requests',
  'link down',
  'request',
].map((kind) => ({ kind, pick: 0 }));
