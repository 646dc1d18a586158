import { findAgain, type Lens, listLenses, worthOf } from './lens.ts';
import { wantedOfAny } from './open-camera.ts';
import type { CameraPage } from './page.ts';
import { capabilitiesOf } from './track-settings.ts';

/** Stores the chosen camera between page visits: a name and abilities, as a plain value. */
export interface LensMemory {
  /** Returns what was last written, or anything else: the value is validated. */
  read(): unknown;
  /** Stores a chosen camera. */
  write(lens: object): void;
}

interface LensChoiceOptions {
  readonly page: CameraPage;
  readonly memory: LensMemory | undefined;
  /** The caller's own constraints. If they name a device or a facing, only a person can choose another. */
  readonly constraints: MediaTrackConstraints | undefined;
}

/** Chooses the camera to open, from what it learnt of those that were open. Opens none. */
export interface LensChoice {
  /** The number of other cameras, as far as known. */
  readonly others: number;
  readonly constraints: () => MediaTrackConstraints;
  /** Lists the cameras. */
  readonly look: () => Promise<void>;
  /** Accepts any camera, because the wished one is gone. */
  readonly relent: () => void;
  /** Learns from a camera that has just opened. Returns true if another is better; `constraints` then names it. */
  readonly assess: (track: MediaStreamTrack) => Promise<boolean>;
  /** Wishes for the next camera, all in turn, the best first. Returns false if there is no other. */
  readonly next: () => Promise<boolean>;
}

/** The lens to open. `listed`: the browser listed it just now, so it can be required exactly. */
interface Wish {
  readonly lens: Lens;
  readonly by: 'memory' | 'worth' | 'person';
  readonly listed: boolean;
}

export function createLensChoice({ page, memory, constraints = {} }: LensChoiceOptions): LensChoice {
  const remembered = recall(memory);
  let wish: Wish | undefined = remembered && { lens: remembered, by: 'memory', listed: false };
  let current: Lens | undefined;
  let known: readonly Lens[] = [];
  const tried = new Set<string>();
  const fixed = new Set<string>();
  const isFree = constraints.deviceId === undefined && constraints.facingMode === undefined;
  const worth = (lens: Lens): number => worthOf(lens, fixed.has(lens.deviceId));

  const isWished = ({ deviceId }: Lens): boolean => deviceId === wish?.lens.deviceId;

  async function look(): Promise<void> {
    // Without permission the browser lists one camera, without a name or an id.
    known = (await listLenses(page)).filter(({ deviceId }) => deviceId !== '');
  }

  function relent(): void {
    wish = wish && { ...wish, listed: false };
  }

  /** Returns a better lens than the open one; `undefined` if there is none. */
  function better(): Wish | undefined {
    if (wish?.by === 'person' || current === undefined) return undefined;
    const again = wish?.by === 'memory' ? findAgain(wish.lens, known) : undefined;
    if (again !== undefined) return again.deviceId === current.deviceId ? undefined : untried(again, 'memory');
    const best = [...known].sort((one, other) => worth(other) - worth(one))[0];
    return best !== undefined && worth(best) >= worth(current) + 1 ? untried(best, 'worth') : undefined;
  }

  function untried(lens: Lens, by: Wish['by']): Wish | undefined {
    return tried.has(lens.deviceId) ? undefined : { lens, by, listed: true };
  }

  return {
    get others() {
      return known.filter(({ deviceId }) => deviceId !== current?.deviceId).length;
    },
    look,
    relent,
    constraints() {
      if (wish === undefined) return { ...wantedOfAny, ...constraints };
      const { facingMode: _either, ...size } = wantedOfAny;
      const { deviceId } = wish.lens;
      const device = { deviceId: wish.listed ? { exact: deviceId } : { ideal: deviceId } };
      return wish.by === 'person' ? { ...size, ...constraints, ...device } : { ...size, ...device, ...constraints };
    },
    async assess(track) {
      await look();
      const { deviceId } = track.getSettings();
      current = known.find((lens) => lens.deviceId === deviceId) ?? known.find(({ label }) => label === track.label);
      if (current === undefined) return false;
      tried.add(current.deviceId);
      const { focusMode } = capabilitiesOf(track);
      if (focusMode !== undefined && !focusMode.includes('continuous')) fixed.add(current.deviceId);
      const instead = isFree ? better() : undefined;
      if (instead !== undefined) {
        wish = instead;
        return true;
      }
      // Required only once: if it is unplugged later, any other is better than none.
      if (isWished(current)) relent();
      if (isFree || wish?.by === 'person') keep(memory, current);
      return false;
    },
    async next() {
      await look();
      const inTurn = [...known].sort((one, other) => worth(other) - worth(one));
      const at = inTurn.findIndex((lens) =>
        current === undefined ? isWished(lens) : lens.deviceId === current.deviceId,
      );
      const lens = inTurn[(at + 1) % inTurn.length];
      if (lens === undefined || inTurn.length < 2) return false;
      wish = { lens, by: 'person', listed: true };
      current = lens;
      return true;
    },
  };
}

function recall(memory: LensMemory | undefined): Lens | undefined {
  try {
    const kept = memory?.read();
    return isLens(kept) ? kept : undefined;
  } catch {
    // Storage may be forbidden.
    return undefined;
  }
}

function keep(memory: LensMemory | undefined, lens: Lens): void {
  try {
    memory?.write(lens);
  } catch {
    // Full or forbidden: the next visit chooses again.
  }
}

function isLens(value: unknown): value is Lens {
  if (typeof value !== 'object' || value === null) return false;
  const { deviceId, label } = value as Partial<Lens>;
  return typeof deviceId === 'string' && typeof label === 'string';
}
