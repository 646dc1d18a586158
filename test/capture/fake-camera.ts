// A simulated page with its browser and cameras: every event happens when a test says so.
import type { CameraPage, Off } from '../../packages/capture/src/camera/page.ts';

/** A track that counts its listeners. */
export class FakeTrack {
  readyState: 'live' | 'ended' = 'live';
  readonly label: string;
  capabilities: Record<string, unknown> = {};
  settings: Record<string, unknown> = {};
  readonly applied: MediaTrackConstraints[] = [];
  #listeners = new Set<string>();
  #target = new EventTarget();

  constructor(label = 'a camera') {
    this.label = label;
  }
  get listeners(): number {
    return this.#listeners.size;
  }
  stop(): void {
    this.readyState = 'ended';
  }
  addEventListener(type: string, listener: () => void): void {
    this.#listeners.add(type);
    this.#target.addEventListener(type, listener);
  }
  removeEventListener(type: string, listener: () => void): void {
    this.#listeners.delete(type);
    this.#target.removeEventListener(type, listener);
  }
  /** Fires an event that the system causes, not the page. */
  happen(type: 'ended' | 'mute' | 'unmute'): void {
    if (type === 'ended') this.readyState = 'ended';
    this.#target.dispatchEvent(new Event(type));
  }
  getCapabilities = (): Record<string, unknown> => this.capabilities;
  getSettings = (): Record<string, unknown> => this.settings;
  async applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.applied.push(constraints);
    for (const set of constraints.advanced ?? []) Object.assign(this.settings, set);
  }
}

interface Ask {
  readonly constraints: MediaTrackConstraints;
  /** `plays`: true if the stream has pictures. */
  grant(track?: FakeTrack, plays?: boolean): void;
  refuse(name: string): void;
}

/** What a page would find in its browser. */
interface World {
  nowMs: number;
  visible: boolean;
  /** The number of locks that keep the screen awake. */
  locks: number;
  devices: { kind: string; deviceId: string; label: string }[];
  permission: PermissionState;
}

/** A browser: what was asked of it, and who listens. */
interface Browser {
  readonly world: World;
  readonly asks: Ask[];
  readonly tracks: FakeTrack[];
  readonly timers: Set<{ readonly atMs: number; readonly call: () => void }>;
  readonly seers: Set<(visible: boolean) => void>;
  readonly painters: Set<() => void>;
  /** The most tracks that were ever live at once. */
  maxLive: number;
  /** Resolves when the video element plays. */
  willPlay: Promise<void>;
}

/** Returns a page for `createCamera`, and what the test can do to it. */
export function createFakePage() {
  const browser: Browser = {
    world: { nowMs: 0, visible: true, locks: 0, devices: [], permission: 'granted' },
    asks: [],
    tracks: [],
    timers: new Set(),
    seers: new Set(),
    painters: new Set(),
    maxLive: 0,
    willPlay: Promise.resolve(),
  };
  const { world, asks, tracks } = browser;
  const video = {
    srcObject: null as unknown,
    videoWidth: 1280,
    videoHeight: 720,
    play: () => browser.willPlay,
  } as unknown as HTMLVideoElement;
  return {
    page: pageIn(browser),
    video,
    world,
    asks,
    tracks,
    live: () => liveIn(browser),
    /** The most tracks that were ever live at once. */
    maxLive: () => browser.maxLive,
    /** The number of timers and listeners that are left. */
    left: () => leftIn(browser),
    /** Shows a picture in each playing element. */
    picture: () => picture(browser),
    see: (visible: boolean) => see(browser, visible),
    /** Lets time pass, with ten pictures a second or without. */
    elapse: (ms: number, pictures = false) => elapse(browser, ms, pictures),
  };
}

/** Returns the page that a camera sees. */
function pageIn(browser: Browser): CameraPage {
  const { world, timers, seers, painters } = browser;
  return {
    circumstances: () => ({ secure: true, supported: true, policyAllows: true, framed: false }),
    inquire: async () => ({ permission: world.permission, cameras: 1 }),
    getUserMedia: ({ video }) => ask(browser, video as MediaTrackConstraints),
    listCameras: async () => world.devices as unknown as MediaDeviceInfo[],
    isVisible: () => world.visible,
    onVisibility: (tell) => added(seers, tell),
    onDevices: () => () => {},
    onPermission: () => () => {},
    onPicture: (_video, tell) => added(painters, tell),
    async keepAwake() {
      world.locks += 1;
      return () => {
        world.locks -= 1;
      };
    },
    after: (delayMs, call) => added(timers, { atMs: world.nowMs + delayMs, call }),
    now: () => world.nowMs,
  };
}

/** Adds an item until the returned function is called. */
function added<T>(set: Set<T>, item: T): Off {
  set.add(item);
  return () => void set.delete(item);
}

/** Requests a camera. Settles when the test answers. */
function ask(browser: Browser, constraints: MediaTrackConstraints): Promise<MediaStream> {
  const { asks } = browser;
  return new Promise((resolve, reject) => {
    const answered = (): void => void asks.splice(asks.indexOf(asked), 1);
    const asked: Ask = {
      constraints,
      grant(track = new FakeTrack(), plays = true) {
        answered();
        browser.willPlay = plays ? Promise.resolve() : new Promise(() => {});
        resolve(streamOf(browser, track));
      },
      refuse(name) {
        answered();
        reject(new DOMException('from the test', name));
      },
    };
    asks.push(asked);
  });
}

function streamOf(browser: Browser, track: FakeTrack): MediaStream {
  browser.tracks.push(track);
  browser.maxLive = Math.max(browser.maxLive, liveIn(browser).length);
  return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
}

function liveIn({ tracks }: Browser): FakeTrack[] {
  return tracks.filter(({ readyState }) => readyState === 'live');
}

function leftIn({ timers, seers, painters, tracks }: Browser): number {
  return timers.size + seers.size + painters.size + tracks.reduce((sum, { listeners }) => sum + listeners, 0);
}

function picture(browser: Browser): void {
  if (liveIn(browser).length > 0) for (const paint of [...browser.painters]) paint();
}

function see({ world, seers }: Browser, visible: boolean): void {
  world.visible = visible;
  for (const tell of [...seers]) tell(visible);
}

async function elapse(browser: Browser, ms: number, pictures: boolean): Promise<void> {
  const { world, timers } = browser;
  const untilMs = world.nowMs + ms;
  while (world.nowMs < untilMs) {
    const next = [...timers].sort((one, other) => one.atMs - other.atMs)[0];
    const stepMs = pictures ? world.nowMs + 100 : Number.POSITIVE_INFINITY;
    world.nowMs = Math.max(world.nowMs, Math.min(next?.atMs ?? untilMs, stepMs, untilMs));
    if (pictures) picture(browser);
    if (next !== undefined && next.atMs <= world.nowMs) {
      timers.delete(next);
      next.call();
    }
    await settled();
    if (next === undefined && !pictures) world.nowMs = untilMs;
  }
}

export type FakePage = ReturnType<typeof createFakePage>;

/** Waits until all pending promises have settled. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
