/** A device: two clocks that may be wrong, a disk, and one page after another. */
import { createDesk, type Desk, type DeskOptions, type DeskState, type Environment } from '@kaiku/client';
import { createInProcessLocks } from '../../packages/client/src/locks.ts';
import type { Random } from '../registry/linearizability-random.ts';
import { stopTimeDuringCrypto } from './crypto-time.ts';
import { createDisk, type Disk, type Meeting, never } from './disk.ts';
import type { Network } from './network.ts';
import type { Timeline } from './timeline.ts';

export interface DeviceOptions {
  readonly name: string;
  readonly token: string;
  readonly timeline: Timeline;
  readonly network: Network;
  readonly random: Random;
  readonly disk?: Disk;
}

/** A page with a desk. A dead page does nothing and gets no answers. */
export interface Page {
  readonly desk: Desk;
  readonly alive: boolean;
  /** Kills the page at any point of its work. */
  die(): void;
}

/** True if nothing on the device is left to send. */
export function isDrained({ pending, voiding }: DeskState): boolean {
  return pending === 0 && voiding === 0;
}

export interface Device {
  readonly name: string;
  readonly token: string;
  readonly disk: Disk;
  /** Opens a page on the device's disk. Each page has locks of its own, like tabs without Web Locks. */
  open(desk: Pick<DeskOptions, 'show'> & Partial<DeskOptions>, meet?: Meeting): Page;
  /** Sets the wall clock forward, or back if negative. */
  putClock(byMs: number): void;
  /** The device sleeps: its steady clock and its timers stop, and its connections are lost. */
  sleep(): void;
  wake(): void;
  readonly asleep: boolean;
}

type Life = Pick<Page, 'alive' | 'die'>;

interface OwnTimer {
  readonly of: Life;
  readonly dueSteadyMs: number;
  readonly task: () => void;
  /** Stops it while the device sleeps. */
  pause: () => void;
}

export function createDevice(options: DeviceOptions): Device {
  const { disk = createDisk(options.random.uuid()) } = options;
  stopTimeDuringCrypto(options.timeline);
  const machine: Machine = {
    ...{ ...options, disk, timers: new Set(), wrongByMs: 0, sleptMs: 0, asleepSinceMs: undefined, sleeps: 0, boots: 0 },
    ...{ awake: Promise.resolve(), onAwake() {} },
  };
  return {
    name: options.name,
    token: options.token,
    disk,
    open: (desk, meet) => open(machine, desk, meet),
    putClock(byMs) {
      machine.wrongByMs += byMs;
    },
    sleep: () => sleep(machine),
    wake: () => wake(machine),
    get asleep() {
      return machine.asleepSinceMs !== undefined;
    },
  };
}

interface Machine extends DeviceOptions {
  readonly disk: Disk;
  readonly timers: Set<OwnTimer>;
  /** How far the wall clock is ahead; negative if it is behind. */
  wrongByMs: number;
  /** How long the device has slept so far. */
  sleptMs: number;
  asleepSinceMs: number | undefined;
  sleeps: number;
  boots: number;
  /** Resolves when the device is awake. */
  awake: Promise<void>;
  onAwake: () => void;
}

function steadyMs({ timeline, asleepSinceMs, sleptMs }: Machine): number {
  return (asleepSinceMs ?? timeline.nowMs) - sleptMs;
}

function open(machine: Machine, desk: Parameters<Device['open']>[0], meet?: Meeting): Page {
  const { disk, token, timers } = machine;
  let alive = true;
  const life: Life = {
    get alive() {
      return alive;
    },
    die() {
      alive = false;
      for (const timer of timers) if (timer.of === life) stop(machine, timer);
    },
  };
  const [storage, environment] = [disk.open(life, meet), environmentOf(machine, life)];
  const made = createDesk({ registry: 'http://registry.test/', token, ...desk, storage, environment });
  return Object.assign(life, { desk: made });
}

function environmentOf(machine: Machine, life: Life): Environment {
  const { name, timeline, random } = machine;
  machine.boots += 1;
  const boot = `${name}/${machine.boots}`;
  const wallMs = () => timeline.nowMs + machine.wrongByMs;
  return {
    now: wallMs,
    clocks: () => ({ wallMs: wallMs(), steadyMs: steadyMs(machine), boot }),
    random: random.next,
    newId: random.uuid,
    fetch: (input, init) => fetchAs(machine, life, new Request(input, init)),
    after: (ms, task) => (life.alive ? after(machine, life, ms, task) : () => {}),
    locks: createInProcessLocks(),
    onOnline: () => () => {},
  };
}

async function fetchAs(machine: Machine, life: Life, request: Request): Promise<Response> {
  if (!life.alive) return never();
  const before = machine.sleeps;
  // Caught here, because it may fail while the device sleeps, when there is no listener yet.
  const became = await machine.network.fetch(machine.name, request).catch((error: unknown) => ({ error }));
  await machine.awake;
  if (!life.alive) return never();
  if (machine.sleeps !== before) throw new TypeError('The connection was lost during sleep.');
  if ('error' in became) throw became.error;
  return became;
}

/** Sets a timer of the steady clock. Returns a function that stops it. */
function after(machine: Machine, life: Life, ms: number, task: () => void): () => void {
  const timer: OwnTimer = {
    of: life,
    dueSteadyMs: steadyMs(machine) + ms,
    task() {
      machine.timers.delete(timer);
      task();
    },
    pause() {},
  };
  machine.timers.add(timer);
  if (machine.asleepSinceMs === undefined) run(machine, timer);
  return () => stop(machine, timer);
}

function run(machine: Machine, timer: OwnTimer): void {
  timer.pause = machine.timeline.after(timer.dueSteadyMs - steadyMs(machine), timer.task);
}

function stop({ timers }: Machine, timer: OwnTimer): void {
  timer.pause();
  timers.delete(timer);
}

function sleep(machine: Machine): void {
  if (machine.asleepSinceMs !== undefined) return;
  machine.asleepSinceMs = machine.timeline.nowMs;
  machine.sleeps += 1;
  machine.awake = new Promise((resolve) => {
    machine.onAwake = resolve;
  });
  for (const timer of machine.timers) timer.pause();
}

function wake(machine: Machine): void {
  if (machine.asleepSinceMs === undefined) return;
  machine.sleptMs += machine.timeline.nowMs - machine.asleepSinceMs;
  machine.asleepSinceMs = undefined;
  for (const timer of machine.timers) run(machine, timer);
  machine.onAwake();
}
