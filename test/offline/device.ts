/** A device: two clocks that may be wrong, a disk, and one page after another. */
import { createDesk, type Desk, type DeskOptions, type DeskState, type Environment } from '@kaiku/client';
import { createInProcessLocks } from '../../packages/client/src/locks.ts';
import type { Random } from '../registry/linearizability-random.ts';
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
  return pending + voiding === 0;
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
  const { name, token, timeline, network, random, disk = createDisk(random.uuid()) } = options;
  let wrongByMs = 0;
  let sleptMs = 0;
  let asleepSinceMs: number | undefined;
  let sleeps = 0;
  let boots = 0;
  const timers = new Set<OwnTimer>();
  let awake = Promise.resolve();
  let nowAwake = () => {};

  const steadyMs = () => (asleepSinceMs ?? timeline.nowMs) - sleptMs;

  function run(timer: OwnTimer): void {
    timer.pause = timeline.after(timer.dueSteadyMs - steadyMs(), timer.task);
  }

  function stop(timer: OwnTimer): void {
    timer.pause();
    timers.delete(timer);
  }

  async function fetchAs(life: Life, request: Request): Promise<Response> {
    if (!life.alive) return never();
    const before = sleeps;
    // Caught here, because it may fail while the device sleeps, when there is no listener yet.
    const became = await network.fetch(name, request).catch((error: unknown) => ({ error }));
    await awake;
    if (!life.alive) return never();
    if (sleeps !== before) throw new TypeError('The connection was lost during sleep.');
    if ('error' in became) throw became.error;
    return became;
  }

  function environmentOf(life: Life): Environment {
    boots += 1;
    const boot = `${name}/${boots}`;
    const wallMs = () => timeline.nowMs + wrongByMs;
    return {
      now: wallMs,
      clocks: () => ({ wallMs: wallMs(), steadyMs: steadyMs(), boot }),
      random: random.next,
      newId: random.uuid,
      fetch: (input, init) => fetchAs(life, new Request(input, init)),
      after(ms, task) {
        if (!life.alive) return () => {};
        const timer: OwnTimer = {
          of: life,
          dueSteadyMs: steadyMs() + ms,
          task() {
            timers.delete(timer);
            task();
          },
          pause() {},
        };
        timers.add(timer);
        if (asleepSinceMs === undefined) run(timer);
        return () => stop(timer);
      },
      locks: createInProcessLocks(),
      onOnline: () => () => {},
    };
  }

  function open(desk: Pick<DeskOptions, 'show'> & Partial<DeskOptions>, meet?: Meeting): Page {
    let alive = true;
    const life: Life = {
      get alive() {
        return alive;
      },
      die() {
        alive = false;
        for (const timer of timers) if (timer.of === life) stop(timer);
      },
    };
    const [storage, environment] = [disk.open(life, meet), environmentOf(life)];
    const made = createDesk({ registry: 'http://registry.test/', token, ...desk, storage, environment });
    return Object.assign(life, { desk: made });
  }

  return {
    name,
    token,
    disk,
    open,
    putClock(byMs) {
      wrongByMs += byMs;
    },
    sleep() {
      if (asleepSinceMs !== undefined) return;
      asleepSinceMs = timeline.nowMs;
      sleeps += 1;
      awake = new Promise((resolve) => {
        nowAwake = resolve;
      });
      for (const timer of timers) timer.pause();
    },
    wake() {
      if (asleepSinceMs === undefined) return;
      sleptMs += timeline.nowMs - asleepSinceMs;
      asleepSinceMs = undefined;
      for (const timer of timers) run(timer);
      nowAwake();
    },
    get asleep() {
      return asleepSinceMs !== undefined;
    },
  };
}
