/** Gives the pages their orders and writes down what they tell. */
import type { Random } from '../registry/linearizability-random.ts';
import { createOracle } from './oracle.ts';
import type { Order, Report } from './orders.ts';
import type { Registry } from './registry.ts';

const undoShare = 0.12;
const againShare = 0.06;
/** Of visits of two or three cards. */
const severalShare = 0.2;
/** Undone are late ones and fresh ones: of the last so many. */
const undoAmong = 40;

/** What no device of ours may ever be told, for nothing was taken from it. `missing` and `lost` are counted apart. */
const falseAlarms: ReadonlySet<string> = new Set(['cloned', 'makeshift-storage']);

export function createClerks(registry: Pick<Registry, 'drawCard'>, random: Random) {
  const oracle = createOracle();
  const complaints: string[] = [];
  const awaited = new Map<string, () => void>();
  const heard = new Set<string>();
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
    const order: Order = { do: 'admit', id: crypto.randomUUID(), cards, minors, again };
    oracle.ordered(order.id, { cards, show });
    if (again !== null) oracle.ordered(again, { cards, show });
    return order;
  }

  const clerks = {
    oracle,
    complaints: complaints as readonly string[],
    /** Called when something is told, before the page hears that it is. */
    look: () => {},
    missingTold: 0,
    /** Pages that found their database deleted, or gone back to an earlier state. */
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
    /** Resolves when a clerk is told that the registry has recorded a visit. */
    nextConfirmed(): Promise<void> {
      return new Promise((resolve) => {
        confirmed = resolve;
      });
    },
    /** No new visits for a while. */
    rest(is: boolean): void {
      isResting = is;
    },
    /** No more visits: pages that still live have nothing to do. */
    stop(): void {
      stopped = true;
    },
  };
  return clerks;
}
