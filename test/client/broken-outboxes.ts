import type { Flaw } from './model-page.ts';
import { alike, nothingElse } from './scripted-delivery.ts';
import { counted, hamlet } from './world.ts';

/** Outboxes as they must not be, made of the real one by what they are given; and how the model finds them out. */
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
    // A visit was shown as kept, and is in the registry nowhere, or its place was given to another; or one that was withdrawn
    // counts.
    finds: /"told":".*and it is (counted|refused|undefined)|nobody is told|no more than \d+ may be/,
  },
  'acknowledges before it has committed': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        async change(seq, from, to, capacityChange) {
          if (from !== 'request' || to?.stage === 'request') return storage.change(seq, from, to, capacityChange);
          setImmediate(async () => {
            try {
              await storage.change(seq, from, to, capacityChange);
            } catch {
              // Nobody is told.
            }
          });
          return true;
        },
      }),
    },
    finds: /"told":"(confirmed|provisional)".*it is (void|undefined)|wait unconfirmed|are in, and no more/,
  },
  'takes a delivery that failed for one that went through': {
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
    finds: /"told":".*and it is (counted|refused|undefined)|nobody is told|no more than \d+ may be/,
  },
  'withdraws an unanswered request on the device alone': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        change: (seq, from, to, capacityChange) =>
          storage.change(seq, from, from === 'request' && to?.stage === 'void' ? null : to, capacityChange),
      }),
    },
    // Then nobody hears of an interrupted one either, and what was counted stays so.
    finds: /"told":"(undecided|nothing|failed)".*it is counted/,
  },
  'gives tickets back that it drew for a request nobody answered': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        async change(seq, from, to, capacityChange) {
          const showId = hamlet.id;
          const isKept =
            from === 'request' &&
            to?.stage === 'report' &&
            to.consumedFrom.from === 'lease' &&
            capacityChange === undefined;
          if (!isKept) return storage.change(seq, from, to, capacityChange);
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
  'names a lease to the registry without drawing on it': {
    flaw: {
      storage: (storage) => ({
        ...storage,
        change: (seq, from, to, capacityChange) =>
          storage.change(seq, from, to, to?.stage === 'request' ? undefined : capacityChange),
      }),
    },
    finds: /are in, and no more than|the device counts on/,
  },
};

/** Gives tickets of a lease out beyond its time: too rare to be met by chance, so it is met by a history of its own. */
export const heedsNoTime: Flaw = {
  storage: (storage) => ({
    ...storage,
    changeLease: (showId, from, to) => storage.changeLease(showId, from, to && { ...to, useForMs: to.useForMs * 1000 }),
  }),
};

/** The registry has given the only place of a lease to others when its time was over; then somebody comes to the device. */
export const longOutage = [
  'lease step',
  'answer',
  'sleep',
  'sleep',
  'a lease runs out',
  'another device asks',
  'link down',
  'request',
].map((kind) => ({ kind, pick: 0 }));
