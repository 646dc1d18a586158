/**
 * What a device does without a message: docs/protocol.md, R10, R11. Its visits are in `device-visits.ts`. Each step is one
 * transaction.
 */
import { createClock } from './device-clock.ts';
import { createSaving, giveBack, overdrawn } from './device-lease.ts';
import { createAdmitting, createUndo } from './device-visits.ts';
import { add, type DevicePlaces, held, type Layout, read, type State, type Step, shown, stage } from './model-state.ts';
import type { Flaw } from './mutants.ts';
import { send } from './network.ts';

export interface DeviceSteps {
  readonly all: readonly Step[];
  /** Returns the lease; also what a device does at the end of a show. */
  readonly returning: Step;
}

export function createDeviceSteps(layout: Layout, device: DevicePlaces, flaw: Flaw | undefined): DeviceSteps {
  const { configuration } = layout;
  const clock = createClock(layout, device, flaw);
  const own = device.entries.filter(({ isCopy }) => !isCopy);
  const returning = {
    name: `${device.name} returns its lease`,
    apply: (state: State) => giveBack(state, device, flaw),
  };
  const taking = own.flatMap((entry, nth) =>
    createAdmitting({ layout, device, entry, previous: own[nth - 1], clock, flaw }),
  );
  const undoing = device.entries.map((entry) => createUndo(device, entry, flaw));
  const saving = createSaving(device, flaw);
  return {
    all: [
      ...taking,
      ...(configuration.undo ? undoing : []),
      ...(configuration.restart ? [{ name: `${device.name} restarts`, apply: restart }] : []),
      ...(device.ownLeases > 0 ? [{ name: `${device.name} requests a lease`, apply: askForLease }] : []),
      ...(device.leases.length > 0 ? [returning] : []),
      ...clock.steps,
      ...saving,
    ],
    returning,
  };

  function askForLease(state: State): boolean {
    const number = read(state, device.lease) + 1;
    const next = device.leases[number - 1];
    if (next === undefined || (state[device.held] !== held.none && state[device.held] !== held.closed)) return false;
    add(state, layout.show.overdrawn, overdrawn(state, device));
    for (const place of [device.left, device.drawn, device.drawnBeforeRecall, device.mayDraw, device.wasNotified])
      state[place] = 0;
    state[device.lease] = number;
    state[device.held] = held.asked;
    clock.start(state);
    send(state, next.messages.request);
    return true;
  }

  /** R10: a request without an answer must not count, because no clerk has seen an answer. */
  function restart(state: State): boolean {
    let isOther = clock.restart(state);
    for (const { stage: at, visit } of device.entries) {
      if (state[at] !== stage.asked && state[at] !== stage.unsaved) continue;
      isOther = true;
      if (state[at] === stage.asked) {
        state[visit.shown] = shown.away;
        const isForgotten = flaw === 'a request left over after a restart is forgotten';
        state[at] = isForgotten ? stage.gone : stage.void;
        if (!isForgotten) send(state, visit.messages.void);
      } else state[at] = stage.gone;
    }
    if (state[device.unsavedDraw] !== 0) isOther = true;
    state[device.unsavedDraw] = 0;
    return isOther;
  }
}
