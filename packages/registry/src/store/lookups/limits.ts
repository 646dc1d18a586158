import { createBatcher } from '../database/batcher.ts';
import { call, type Queries, toTimestamp } from '../database/database.ts';
import type { Device } from '../devices/devices.ts';

/** A rate limit: a token bucket that holds `atOnce` and refills by `perSecond`. */
export interface Pace {
  /** Look-ups per second in the long run. */
  readonly perSecond: number;
  /** Look-ups at once after a pause. */
  readonly atOnce: number;
}

/** How many card codes a device may try. Recording visits is never limited. */
export interface LookUpLimits {
  /** The rate limit of each device. */
  readonly device: Pace;
  /** The rate limit of all devices of a venue together. */
  readonly venue: Pace;
  /**
   * How many different codes of no card a device may send within a day without a wait, in look-ups, requests and reports.
   * After each further one it waits, one second longer each time. A registry that does not check cards slows no device.
   */
  readonly unknownPerDay: number;
}

/**
 * The default limits. A gate looks up at most one card a second, and a queue's worth after an outage; a venue has a
 * handful of gates. Guesses, decision 0005, which says how many cards a device could find.
 */
export const defaultLimits: LookUpLimits = {
  device: { perSecond: 5, atOnce: 30 },
  venue: { perSecond: 25, atOnce: 150 },
  unknownPerDay: 60,
};

/** For tests and benches. */
export const noLimits: LookUpLimits = {
  device: { perSecond: 1e9, atOnce: 1e9 },
  venue: { perSecond: 1e9, atOnce: 1e9 },
  unknownPerDay: 1e9,
};

/** A device that must wait before the registry looks at a code that it sends. */
export interface Slowed {
  readonly outcome: 'slowed';
  readonly retryAfterMs: number;
}

/** The result of taking a look-up. */
export type QuotaResult =
  | { readonly outcome: 'allowed' }
  | { readonly outcome: 'too-many'; readonly retryAfterMs: number }
  | Slowed;

/**
 * Takes one look-up from the quotas of the device and its venue, and counts the code if no card has it. It is one
 * statement, the same for any code, so its duration reveals nothing.
 */
export async function takeLookUp(
  queries: Queries,
  limits: LookUpLimits,
  { device, card, atMs }: { readonly device: Device; readonly card: string; readonly atMs: number },
): Promise<QuotaResult> {
  const [row] = await queries.query<{ wait_ms: number; is_slowed: boolean }>(
    ...call('take_look_up', {
      device: device.id,
      venue: device.venueId,
      card,
      at: toTimestamp(atMs),
      device_per_second: limits.device.perSecond,
      device_at_once: limits.device.atOnce,
      venue_per_second: limits.venue.perSecond,
      venue_at_once: limits.venue.atOnce,
      free: limits.unknownPerDay,
    }),
  );
  const retryAfterMs = row?.wait_ms ?? 0;
  if (row?.is_slowed) return { outcome: 'slowed', retryAfterMs };
  return retryAfterMs > 0 ? { outcome: 'too-many', retryAfterMs } : { outcome: 'allowed' };
}

/** The card codes of one message of a device: a visit to record. */
export interface SentCodes {
  readonly device: Device;
  readonly codes: readonly string[];
  readonly atMs: number;
}

/**
 * Counts the codes of no card in messages, before a response reveals them. Returns for each message, in
 * order, how long its device must wait until it may send it again, in milliseconds; 0: it may be answered.
 */
export async function countUnknown(
  queries: Queries,
  { unknownPerDay }: LookUpLimits,
  messages: readonly SentCodes[],
): Promise<readonly number[]> {
  if (messages.every(({ codes }) => codes.length === 0)) return messages.map(() => 0);
  const codes = messages.flatMap((message, index) => message.codes.map((code) => ({ code, message: index + 1 })));
  const rows = await queries.query<{ wait_ms: number }>(
    ...call('count_unknown', {
      devices: messages.map(({ device }) => device.id),
      messages: codes.map(({ message }) => String(message)),
      codes: codes.map(({ code }) => code),
      at: toTimestamp(Math.max(...messages.map(({ atMs }) => atMs))),
      free: unknownPerDay,
    }),
  );
  return rows.map((row) => row.wait_ms);
}

/** The most codes that one statement counts. Its devices wait for each other. Guess. */
const maxCodesAtOnce = 200;

/** Returns `countUnknown` for one message. Messages that arrive at the same time are counted together. */
export function createUnknownCounter(
  queries: Queries,
  limits: LookUpLimits,
): (message: SentCodes) => Promise<Slowed | undefined> {
  const count = createBatcher<SentCodes, number>({
    queueOf: () => '',
    conflictKeysOf: () => [],
    sizeOf: ({ codes }) => codes.length,
    maxBatchSize: maxCodesAtOnce,
    runBatch: (messages) => countUnknown(queries, limits, messages),
  });
  return async (message) => {
    const retryAfterMs = (await count(message)) ?? 0;
    return retryAfterMs > 0 ? { outcome: 'slowed', retryAfterMs } : undefined;
  };
}
