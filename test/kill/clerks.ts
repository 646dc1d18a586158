/** Gives the pages their commands and records what they report. */
import type { Random } from '../registry/linearizability-random.ts';
import { createOracle } from './oracle.ts';
import type { Order, Report } from './orders.ts';
import type { Registry } from './registry.ts';

const undoShare = 0.12;
const againShare = 0.06;
/** Share of visits with two or three cards. */
const severalShare = 0.2;
/** Undos choose among this number of the latest visits, so that they are early and late. */
const undoAmong = 40;

/** Warnings that would be wrong in every trial. `missing` and `lost` are counted separately. */
const falseAlarms: ReadonlySet<string> = new Set(['cloned', 'makeshift-storage']);

export function createClerks(registry: Pick<Registry, 'drawCard'>, random: Random) {
  const oracle = createOracle();
  const complaints: string[] = [];
  const awaited = new Map<string, () => void>();
  const heard = new Set<string>();
  const codes = new Set<string>();
  let stopped = false;
  let isResting = false;
  let confirmed = () => {};

  async function nextOrder(show: string): Promise<Order> {
    if (stopped || isResting) return { do: 'rest' };
    const id = random.chance(undoShare) ? random.pick(oracle.undoable(show).slice(-undoAmong)) : undefined;
    if (id !== undefined) {
      oracle.undoOrdered(id);
      return { do: 'undo', id };
    }
    const howMany = random.chance(severalShare) ? 2 + random.below(2) : 1;
    const again = random.chance(againShare) ? crypto.randomUUID() : null;
    const minors = random.below(3);
    const cards = await Promise.all(Array.from({ length: howMany }, registry.drawCard));
    for (const card of cards) codes.add(card);
    const order: Order = { do: 'admit', id: crypto.randomUUID(), cards, minors, again };
    oracle.ordered(order.id, { cards, show });
    if (again !== null) oracle.ordered(again, { cards, show });
    return order;
  }

  const clerks = {
    oracle,
    /** Of all cards that a page was given. */
    codes: codes as ReadonlySet<string>,
    complaints: complaints as readonly string[],
    /** Called when a page reports, before the page gets the answer. */
    look: () => {},
    missingTold: 0,
    /** Pages that found their database deleted, or in an earlier state. */
    gone: 0,
    behind: 0,
    unopened: 0,
    lostTold: 0,
    async hear({ tab, show, found, told, warnings, errors }: Report): Promise<Order> {
      if (!heard.has(tab) && found !== 'new' && found !== 'whole') clerks[found] += 1;
      heard.add(tab);
      for (const one of told) {
        oracle.told(one);
        if (one.came === 'confirmed') confirmed();
        if (one.came === 'threw') clerks.complain(`The desk threw ${one.code}.`);
      }
      if (warnings.includes('missing')) clerks.missingTold += 1;
      if (warnings.includes('lost')) clerks.lostTold += 1;
      for (const warning of warnings) if (falseAlarms.has(warning)) clerks.complain(`A false alarm: ${warning}.`);
      for (const error of errors) clerks.complain(`The page threw: ${error}`);
      awaited.get(tab)?.();
      if (told.length > 0) clerks.look();
      return nextOrder(show);
    },
    firstWordOf(tab: string): Promise<void> {
      return new Promise((resolve) => awaited.set(tab, resolve));
    },
    complain(complaint: string): void {
      complaints.push(complaint);
    },
    /** Resolves when a clerk is shown that the registry has recorded a visit. */
    nextConfirmed(): Promise<void> {
      return new Promise((resolve) => {
        confirmed = resolve;
      });
    },
    /** Pauses or continues the visits. */
    rest(is: boolean): void {
      isResting = is;
    },
    /** Ends the visits: open pages get nothing to do. */
    stop(): void {
      stopped = true;
    },
  };
  return clerks;
}
