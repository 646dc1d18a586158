/** A device's two clocks, and the rule that a lease is usable during its term only: docs/protocol.md, R12. */
import {
  add,
  type ClockPlaces,
  type DevicePlaces,
  held,
  type Layout,
  read,
  type State,
  type Step,
} from './model-state.ts';
import type { Flaw } from './mutants.ts';

export interface Clock {
  /** A lease is requested: its term counts from here, whenever the answer arrives. */
  start(state: State): void;
  answered(state: State): void;
  /** Returns whether the term is not over, by the device's clocks. */
  isInTime(state: State): boolean;
  /** Stores the time with an entry. */
  journal(state: State): void;
  /** `performance.now()` restarts at 0: after a restart it shows less than the time that has passed. */
  restart(state: State): boolean;
  readonly steps: readonly Step[];
}

const noClock: Clock = {
  start() {},
  answered() {},
  isInTime: () => true,
  journal() {},
  restart: () => false,
  steps: [],
};

/** How far a clock may be set before the request's time, and beyond the last useful time. */
const slack = 2;

export function createClock({ configuration }: Layout, device: DevicePlaces, flaw: Flaw | undefined): Clock {
  const { clock: limits } = configuration;
  if (limits === undefined) return noClock;
  const { clock } = device;
  return {
    start(state) {
      for (const place of Object.values(clock)) state[place] = 0;
    },
    answered(state) {
      if (flaw !== "a lease's time counts from the answer") return;
      state[clock.wall] = 0;
      state[clock.mono] = 0;
      state[clock.journaled] = 0;
    },
    isInTime(state) {
      const [wall, mono] = [read(state, clock.wall), read(state, clock.mono)];
      if (wall < read(state, clock.journaled) && flaw !== 'a clock put back goes unnoticed') return false;
      if (flaw === "a lease's time is told by the clock that stands still in sleep") return mono < limits.useBy;
      if (flaw === "a lease's time is told by the clock on the wall") return wall < limits.useBy;
      return Math.max(wall, mono) < limits.useBy;
    },
    journal(state) {
      state[clock.journaled] = Math.max(read(state, clock.journaled), read(state, clock.wall));
    },
    restart(state) {
      if (state[clock.mono] === 0) return false;
      state[clock.mono] = 0;
      state[clock.monoStopped] = 1;
      return true;
    },
    steps: createSteps(device, clock, limits.until),
  };
}

/** Time passes, and the clock is set. Single ticks are enough: several in a row are a jump. */
function createSteps(device: DevicePlaces, clock: ClockPlaces, until: number): readonly Step[] {
  const isWatched = (state: State) => state[device.held] === held.asked || state[device.held] === held.open;
  const tick = (isAwake: boolean) => (state: State) => {
    if (!isWatched(state) || read(state, clock.trueAge) >= until || read(state, clock.wall) >= until + slack)
      return false;
    add(state, clock.trueAge, 1);
    add(state, clock.wall, 1);
    if (isAwake) add(state, clock.mono, 1);
    else state[clock.monoStopped] = 1;
    return true;
  };
  const set = (by: number) => (state: State) => {
    const wall = read(state, clock.wall) + by;
    if (!isWatched(state) || wall < -slack || wall > until + slack) return false;
    state[clock.wall] = wall;
    if (by < 0) state[clock.wasSetBack] = 1;
    return true;
  };
  return [
    { name: `${device.name} is awake for a while`, apply: tick(true) },
    { name: `${device.name} sleeps for a while`, apply: tick(false) },
    { name: `${device.name} has its clock set forward`, apply: set(1) },
    { name: `${device.name} has its clock set back`, apply: set(-1) },
  ];
}
