import type { Layout } from './layout.ts';
import { add, held, read, type State, type Step, source, stage } from './model-state.ts';
import { send } from './network.ts';

/**
 * A device's profile is restored on another machine while the first goes on: entries and lease exist twice, new
 * visits have new ids but the numbers that come next on both. The copy begins as after a restart.
 */
export function createCopying({ configuration, show, devices }: Layout): readonly Step[] {
  const [original, copy] = devices;
  if (!configuration.copied || original === undefined || copy === undefined) return [];
  return [{ name: `${original.name} is copied`, apply }];

  function apply(state: State): boolean {
    if (original === undefined || copy === undefined || state[copy.isThere] === 1) return false;
    state[copy.isThere] = 1;
    for (const which of ['lease', 'held', 'left', 'mayDraw', 'wasTold', 'known'] as const) {
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
   * What both may draw: all that is left, or may yet be granted, or put back into the lease. And what is asked: the
   * original may hear that it counts, the copy's void frees its tickets for others.
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
