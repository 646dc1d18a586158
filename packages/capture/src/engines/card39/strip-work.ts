import { type Bins, createBins, maxBins } from './bins.ts';
import { createProfile, type Profile } from './profile.ts';

/** Buffers for rectifying strips. */
export interface StripWork {
  readonly bins: Bins;
  readonly probe: Profile;
  readonly middle: Profile;
  /** Running sums of weights, light and its square, by bin. */
  readonly sums: readonly [Float64Array, Float64Array, Float64Array];
}

export function createStripWork(): StripWork {
  const make = () => new Float64Array(maxBins + 1);
  return { bins: createBins(), probe: createProfile(), middle: createProfile(), sums: [make(), make(), make()] };
}
