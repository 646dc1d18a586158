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

/** Returns a page for `createCamera`, and what the test can do to it. */
export function createFakePage() {
  const asks: Ask[] = [];
  const tracks: FakeTrack[] = [];
  const timers = new Set<{ readonly atMs: number; readonly call: () => void }>();
  const seers = new Set<(visible: boolean) => void>();
  const painters = new Set<() => void>();
  const world = {
    nowMs: 0,
    visible: true,
    locks: 0,
    devices: [] as { kind: string; deviceId: string; label: string }[],
    permission: 'granted' as PermissionState,
  };
  let maxLive = 0;
  let willPlay: Promise<void> = Promise.resolve();

  const live = (): FakeTrack[] => tracks.filter(({ readyState }) => readyState === 'live');
  const video = {
    srcObject: null as unknown,
    videoWidth: 1280,
    videoHeight: 720,
    play: () => willPlay,
  } as unknown as HTMLVideoElement;

  function streamOf(track: FakeTrack): MediaStream {
    tracks.push(track);
    maxLive = Math.max(maxLive, live().length);
    return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
  }

  const registry = <T>(set: Set<T>, item: T): Off => {
    set.add(item);
    return () => void set.delete(item);
  };

  const page: CameraPage = {
    circumstances: () => ({ secure: true, supported: true, policyAllows: true, framed: false }),
    inquire: async () => ({ permission: world.permission, cameras: 1 }),
    getUserMedia: ({ video: wanted }) =>
      new Promise((resolve, reject) => {
        const answered = (): void => void asks.splice(asks.indexOf(ask), 1);
        const ask: Ask = {
          constraints: wanted as MediaTrackConstraints,
          grant(track = new FakeTrack(), plays = true) {
            answered();
            willPlay = plays ? Promise.resolve() : new Promise(() => {});
            resolve(streamOf(track));
          },
          refuse(name) {
            answered();
            reject(new DOMException('from the test', name));
          },
        };
        asks.push(ask);
      }),
    listCameras: async () => world.devices as unknown as MediaDeviceInfo[],
    isVisible: () => world.visible,
    onVisibility: (tell) => registry(seers, tell),
    onDevices: () => () => {},
    onPermission: () => () => {},
    onPicture: (_video, tell) => registry(painters, tell),
    async keepAwake() {
      world.locks += 1;
      return () => {
        world.locks -= 1;
      };
    },
    after: (delayMs, call) => registry(timers, { atMs: world.nowMs + delayMs, call }),
    now: () => world.nowMs,
  };

  return {
    page,
    video,
    world,
    asks,
    tracks,
    live,
    /** The most tracks that were ever live at once. */
    maxLive: () => maxLive,
    /** The number of timers and listeners that are left. */
    left: () => timers.size + seers.size + painters.size + tracks.reduce((sum, { listeners }) => sum + listeners, 0),
    /** Shows a picture in each playing element. */
    picture(): void {
      if (live().length > 0) for (const paint of [...painters]) paint();
    },
    see(visible: boolean): void {
      world.visible = visible;
      for (const tell of [...seers]) tell(visible);
    },
    async elapse(ms: number, pictures = false): Promise<void> {
      const untilMs = world.nowMs + ms;
      while (world.nowMs < untilMs) {
        const next = [...timers].sort((one, other) => one.atMs - other.atMs)[0];
        const stepMs = pictures ? world.nowMs + 100 : Number.POSITIVE_INFINITY;
        world.nowMs = Math.max(world.nowMs, Math.min(next?.atMs ?? untilMs, stepMs, untilMs));
        if (pictures) this.picture();
        if (next !== undefined && next.atMs <= world.nowMs) {
          timers.delete(next);
          next.call();
        }
        await settled();
        if (next === undefined && !pictures) world.nowMs = untilMs;
      }
    },
  };
}

export type FakePage = ReturnType<typeof createFakePage>;

/** Waits until all pending promises have settled. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
