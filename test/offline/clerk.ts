/** Clerks at doors who remember what they were shown, to compare it with the registry. */
import type { OpenDecision } from '@kaiku/client';
import { maskCardCode } from '../../packages/client/src/card/mask.ts';
import { isKaikuError } from '../../packages/client/src/errors.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import type { Device, Page } from './device.ts';
import type { Meeting } from './disk.ts';

export interface Guest {
  readonly card: string;
  readonly minors: number;
}

/** One party at a door: its visit, and what the clerk was shown. */
export interface Scan {
  readonly device: string;
  readonly guests: readonly Guest[];
  readonly tickets: number;
  /** The id of its stored visit; `undefined` if there is none. */
  visitId: string | undefined;
  usageIds: readonly string[];
  /** `in`: let in. `out`: turned away. `nothing`: the page was gone first. */
  saw: 'in' | 'out' | 'nothing';
  /** Who let it in. */
  by: 'registry' | 'lease' | 'unconfirmed' | undefined;
  undo: 'none' | 'requested' | 'shown';
  /** It is unknown what the clerk saw (crash point C6), or if it was still a request when its device was copied. */
  unsure: boolean;
  page: Page;
}

export interface Clerks {
  readonly scans: readonly Scan[];
  /** Errors that a desk must not throw. */
  readonly complaints: readonly string[];
  /** How many verdicts and undos are in flight on open pages. */
  readonly pending: number;
  /** Opens a page of the device and observes its requests. */
  open(device: Device, desk: Parameters<Device['open']>[0], meet?: Meeting): Page;
  /** Checks cards at a desk and admits their holders together, if they may come in. */
  scan(device: Device, page: Page, guests: readonly Guest[]): Scan;
  undo(scan: Scan, page: Page): void;
}

export function createClerks(): Clerks {
  const scans: Scan[] = [];
  const complaints: string[] = [];
  const busy = new Set<Page[]>();

  function during(page: Page, work: Promise<void>, failed: (code: string) => void): void {
    const waiter = [page];
    busy.add(waiter);
    work
      .catch((error: unknown) => {
        const code = isKaikuError(error) ? error.code : String(error);
        failed(code);
        if (code !== 'outbox/storage') complaints.push(`A desk threw ${code}.`);
      })
      .finally(() => busy.delete(waiter));
  }

  /** A desk that returns its lease and requests again uses a new id. The last one is the visit that the clerk sees. */
  function note(page: Page, { id, usages }: Visit): void {
    // The stored code is sealed. No two cards of these tests share a mask.
    const mask = maskCardCode(usages[0]?.card ?? '');
    const open = scans.filter(
      (scan) => scan.page === page && scan.saw === 'nothing' && maskCardCode(scan.guests[0]?.card ?? '') === mask,
    );
    const scan = open.find(({ visitId }) => visitId === undefined) ?? open[0];
    if (scan !== undefined) Object.assign(scan, { visitId: id, usageIds: usages.map((usage) => usage.id) });
  }

  return {
    scans,
    complaints,
    get pending() {
      let count = 0;
      for (const [page] of busy) if (page?.alive) count += 1;
      return count;
    },
    open(device, desk, meet) {
      const page: Page = device.open(desk, (writing, when) => {
        const met = meet?.(writing, when) ?? 'nothing';
        if (writing.what === 'append' && when === 'before' && met === 'nothing' && writing.entry.stage === 'request')
          note(page, writing.entry.visit);
        return met;
      });
      return page;
    },
    scan(device, page, guests) {
      const tickets = guests.reduce((sum, { minors }) => sum + 1 + minors, 0);
      const scan: Scan = {
        ...({ device: device.name, guests, tickets, page, by: undefined, undo: 'none', unsure: false } as const),
        ...({ visitId: undefined, usageIds: [], saw: 'nothing' } as const),
      };
      scans.push(scan);
      during(page, letIn(scan), () => {
        scan.saw = 'out';
      });
      return scan;
    },
    undo(scan, page) {
      during(page, takeBack(scan, page), () => {
        scan.undo = 'none';
      });
    },
  };
}

/** Checks the cards and admits their holders, and notes what the clerk saw. */
async function letIn(scan: Scan): Promise<void> {
  const { page, guests } = scan;
  const decisions = await Promise.all(guests.map(({ card }) => page.desk.check(card)));
  const open = decisions.filter(
    (decision): decision is OpenDecision => decision.outcome === 'admissible' || decision.outcome === 'provisional',
  );
  // A page offers at most the minors that the decision allows; near the cap those are fewer than the card's.
  const may = open.every((decision, nth) => (guests[nth]?.minors ?? 0) <= decision.minors.max);
  if (open.length < guests.length || !may) {
    scan.saw = 'out';
    return;
  }
  const parts = open.map((decision, nth) => ({ decision, minors: guests[nth]?.minors ?? 0 }));
  const verdict = await page.desk.admit(parts, { agreed: true });
  scan.saw = verdict.outcome === 'confirmed' || verdict.outcome === 'provisional' ? 'in' : 'out';
  if (verdict.outcome === 'confirmed') scan.by = 'registry';
  if (verdict.outcome === 'provisional') scan.by = verdict.by;
}

/** Undoes the visit, and notes when that is shown. */
async function takeBack(scan: Scan, page: Page): Promise<void> {
  if (scan.visitId === undefined) return;
  Object.assign(scan, { undo: 'requested', page });
  await page.desk.void(scan.visitId);
  scan.undo = 'shown';
}

/**
 * Returns the differences between what clerks were shown and the registry at rest (I2, I8): a party that was let in and not
 * undone must be counted whole, and no other. Each card must be counted at most once.
 */
export function compare(scans: readonly Scan[], rows: readonly Row[]): string[] {
  const counted = new Set(rows.filter(({ state }) => state === 'counted').map(({ id }) => id));
  const wrong: string[] = [];
  for (const scan of scans) {
    const there = scan.usageIds.filter((id) => counted.has(id)).length;
    const name = `${scan.device}: ${scan.visitId ?? 'an unwritten visit'} (${scan.guests[0]?.card})`;
    if (there > 0 && there < scan.usageIds.length) wrong.push(`${name}: a part of a visit is counted`);
    if (scan.unsure || (scan.undo === 'requested' && !scan.page.alive)) continue;
    const isIn = scan.saw === 'in' && scan.undo !== 'shown';
    if (isIn && there === 0) wrong.push(`${name}: let in by ${scan.by}, and not counted`);
    if (!isIn && there > 0) wrong.push(`${name}: counted, and its clerk saw ${scan.saw}, undo ${scan.undo}`);
  }
  const known = new Set(scans.flatMap(({ usageIds }) => usageIds));
  for (const { id, state } of rows)
    if (!known.has(id) && state === 'counted') wrong.push(`${id}: counted, but not shown`);
  return [...wrong, ...twice(rows)];
}

export interface Row {
  readonly id: string;
  readonly state: string;
  readonly card: string | null;
}

function twice(rows: readonly Row[]): string[] {
  const cards = rows.flatMap(({ state, card }) => (state === 'counted' && card !== null ? card : []));
  return cards.filter((card, nth) => cards.indexOf(card) !== nth).map((card) => `${card} is counted twice`);
}
