/** Clerks at doors who remember what they were shown, to hold the registry to it. */
import type { OpenDecision } from '@kaiku/client';
import { isKaikuError } from '../../packages/client/src/errors.ts';
import type { Visit } from '../../packages/client/src/usage/visit.ts';
import type { Device, Page } from './device.ts';
import type { Meeting } from './disk.ts';

export interface Guest {
  readonly card: string;
  readonly minors: number;
}

/** One party at a door: what was recorded of it, and what its clerk was shown. */
export interface Scan {
  readonly device: string;
  readonly guests: readonly Guest[];
  readonly tickets: number;
  /** Of the visit that was written down for it; `undefined` where none was. */
  visitId: string | undefined;
  usageIds: readonly string[];
  /** `in`: told to come in. `out`: told not to. `nothing`: the page was gone first. */
  saw: 'in' | 'out' | 'nothing';
  /** Who let it in. */
  by: 'registry' | 'lease' | 'unconfirmed' | undefined;
  undo: 'none' | 'asked' | 'told';
  /** Nobody can know what the clerk saw (protocol C6), or whether it was still a request when its device was copied. */
  unsure: boolean;
  page: Page;
}

export interface Clerks {
  readonly scans: readonly Scan[];
  /** What a desk threw that it may not. */
  readonly complaints: readonly string[];
  /** How many wait for a verdict or an undo on a page that lives. */
  readonly pending: number;
  /** A page of the device, every request of which is known here by its card. */
  open(device: Device, desk: Parameters<Device['open']>[0], meet?: Meeting): Page;
  /** Shows cards to a desk and lets their holders in, together, where it may. */
  scan(device: Device, page: Page, guests: readonly Guest[]): Scan;
  undo(scan: Scan, page: Page): void;
}

export function createClerks(): Clerks {
  const scans: Scan[] = [];
  const complaints: string[] = [];
  const busy = new Set<Page[]>();

  async function letIn(scan: Scan): Promise<void> {
    const { page, guests } = scan;
    const decisions = await Promise.all(guests.map(({ card }) => page.desk.check(card)));
    const open = decisions.filter(
      (decision): decision is OpenDecision => decision.outcome === 'admissible' || decision.outcome === 'provisional',
    );
    // A page offers no more minors than the decision allows: near the cap those are fewer than the card's.
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

  async function takeBack(scan: Scan, page: Page): Promise<void> {
    if (scan.visitId === undefined) return;
    Object.assign(scan, { undo: 'asked', page });
    await page.desk.void(scan.visitId);
    scan.undo = 'told';
  }

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

  /** A desk that gives leased tickets back to ask once more asks under a new id: the last is what the clerk hears of. */
  function note(page: Page, { id, usages }: Visit): void {
    const open = scans.filter(
      (scan) => scan.page === page && scan.saw === 'nothing' && scan.guests[0]?.card === usages[0]?.card,
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

/**
 * What is wrong between what clerks were shown and the registry at rest (I2, I8): all of a party that was told to come in
 * and not taken back is counted, and nothing of any other. Sees each card counted once at most.
 */
export function compare(scans: readonly Scan[], rows: readonly Row[]): string[] {
  const counted = new Set(rows.filter(({ state }) => state === 'counted').map(({ id }) => id));
  const wrong: string[] = [];
  for (const scan of scans) {
    const there = scan.usageIds.filter((id) => counted.has(id)).length;
    const name = `${scan.device}: ${scan.visitId ?? 'an unwritten visit'} (${scan.guests[0]?.card})`;
    if (there > 0 && there < scan.usageIds.length) wrong.push(`${name}: a part of a visit is counted`);
    if (scan.unsure || (scan.undo === 'asked' && !scan.page.alive)) continue;
    const isIn = scan.saw === 'in' && scan.undo !== 'told';
    if (isIn && there === 0) wrong.push(`${name}: let in by ${scan.by}, and not counted`);
    if (!isIn && there > 0) wrong.push(`${name}: counted, and its clerk saw ${scan.saw}, undo ${scan.undo}`);
  }
  const known = new Set(scans.flatMap(({ usageIds }) => usageIds));
  for (const { id, state } of rows) if (!known.has(id) && state === 'counted') wrong.push(`${id}: nobody has seen it`);
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
