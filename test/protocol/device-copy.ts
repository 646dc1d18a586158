import { add, held, type Layout, read, type State, type Step, source, stage } from './model-state.ts';
import { send } from './network.ts';

/**
 * A device's profile is restored on another machine while the first one continues: entries and lease exist twice, new
 * visits have new ids but the same next numbers on both. The copy starts as after a restart.
 */
export function createCopying({ configuration, show, devices }: Layout): readonly Step[] {
  const [original, copy] = devices;
  if (!configuration.copied || original === undefined || copy === undefined) return [];
  return [{ name: `${original.name} is copied`, apply }];

  function apply(state: State): boolean {
    if (original === undefined || copy === undefined || state[copy.isThere] === 1) return false;
    state[copy.isThere] = 1;
    for (const which of ['lease', 'held', 'left', 'mayDraw', 'wasNotified', 'known'] as const) {
      state[copy[which]] = read(state, original[which]);
    }
    add(state, show.doubled, doubledBy(state));
    let begun = 0;
    for (const entry of original.entries) {
      const twin = copy.entries.find(({ visit, isCopy }) => isCopy && visit === entry.visit);
      if (twin === undefined || state[entry.stage] === stage.none) continue;
      begun += 1;
      const isAsked = state[entry.stage] === stage.asked;
      state[twin.stage] = isAsked ? stage.void : read(state, entry.stage);
      state[twin.source] = isAsked ? source.askedWhenCopied : read(state, entry.source);
      if (isAsked) send(state, entry.visit.messages.void);
    }
    state[show.copied] = begun + 1;
    return true;
  }

  /**
   * Returns what both may consume: everything left in the lease, still to be granted, or refunded to it. Also what is requested:
   * the original may learn that it counts, and the copy's void frees its tickets for others.
   */
  function doubledBy(state: State): number {
    if (original === undefined) return 0;
    let tickets = 0;
    if (state[original.held] === held.asked) tickets = configuration.want;
    if (state[original.held] === held.open) tickets = read(state, original.left);
    for (const entry of original.entries) {
      const isDrawn = state[entry.stage] === stage.report && read(state, entry.source) >= source.lease;
      if (isDrawn || state[entry.stage] === stage.asked) tickets += entry.visit.tickets;
    }
    return tickets;
  }
}
