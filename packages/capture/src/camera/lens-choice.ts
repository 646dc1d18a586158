import { findAgain, type Lens, listLenses, worthOf } from './lens.ts';
import { wantedOfAny } from './open-camera.ts';
import type { CameraPage } from './page.ts';
import { capabilitiesOf } from './track-settings.ts';

/** Stores the chosen camera between page visits: a name and abilities, as a plain value. */
export interface LensMemory {
  /** Returns what was last written, or anything else: the value is validated. */
  read(): unknown;
  write(lens: object): void;
}

interface LensChoiceOptions {
  readonly page: CameraPage;
  readonly memory: LensMemory | undefined;
  /** The caller's own constraints; with a device or a facing among them, nothing is chosen but by a person. */
  readonly constraints: MediaTrackConstraints | undefined;
}

/** Which camera to ask for, learnt from those that were open. It opens none itself. */
export interface LensChoice {
  /** The number of other cameras, as far as known. */
  readonly others: number;
  readonly constraints: () => MediaTrackConstraints;
  /** Sees which cameras there are. */
  readonly look: () => Promise<void>;
  /** The wanted camera is gone: any will do. */
  readonly relent: () => void;
  /** Looks at the camera that has just opened; true if another is wished for now. */
  readonly judge: (track: MediaStreamTrack) => Promise<boolean>;
  /** Wishes for the next camera, the best first, and all of them in turn. False if there is no other. */
  readonly next: () => Promise<boolean>;
}

/** The lens wished for, why, and whether it was listed just now, so that it may be insisted on. */
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
    // Without permission there is one of each kind, without a name or an id.
    known = (await listLenses(page)).filter(({ deviceId }) => deviceId !== '');
  }

  function relent(): void {
    wish = wish && { ...wish, listed: false };
  }

  /** The lens to have instead of the one that is open; `undefined` if that one is right. */
  function better(): Wish | undefined {
    if (wish?.by === 'person' || current === undefined) return undefined;
    const again = wish?.by === 'memory' ? findAgain(wish.lens, known) : undefined;
    if (again !== undefined) return again.deviceId === current.deviceId ? undefined : untried(again, 'memory');
    const best = known.toSorted((one, other) => worth(other) - worth(one))[0];
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
    async judge(track) {
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
      // Insisted on once: if it is pulled out later, any other is better than none.
      if (isWished(current)) relent();
      if (isFree || wish?.by === 'person') keep(memory, current);
      return false;
    },
    async next() {
      await look();
      const inTurn = known.toSorted((one, other) => worth(other) - worth(one));
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
