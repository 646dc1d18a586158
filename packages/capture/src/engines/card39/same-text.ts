import { costAt, layBasis, refine } from './fit.ts';
import type { Pose } from './model.ts';
import { cutProfile, type Profile, reverseProfile } from './profile.ts';
import { explainedBy, layTrellisOf, noText, quietModules, type ReadWork } from './read.ts';
import type { ShapesOfLength } from './shapes.ts';
import { symbolWidth } from './symbols.ts';
import { bestText } from './trellis.ts';

/** A text that was read, and its pose on its strip. */
export interface Place {
  readonly length: ShapesOfLength;
  /** Numbers of characters, `*` at both ends included. */
  readonly text: Uint8Array;
  readonly pose: Pose;
  /** True if the text begins at the strip's far end. */
  readonly isReversed: boolean;
}

/** A part explains at least this share of its light, or it is not known what it shows. */
const minExplained = 0.85;

/**
 * True if a profile of a part of the bars' height shows the text at its place: no other text of 43 characters fits better
 * there. False does not say that it shows another one.
 */
export function showsText(part: Profile, { length, text, pose, isReversed }: Place, work: ReadWork): boolean {
  const { reversed, spare, fit: fitWork, guess, trellis } = work;
  const [laid, fit] = [work.cuts[0], work.fits[0]];
  if (isReversed) reverseProfile(part, reversed);
  const quietPx = (quietModules * (pose.end - pose.start)) / symbolWidth(text.length, pose.ratio);
  cutProfile(isReversed ? reversed : part, pose.start - quietPx, pose.end + quietPx, laid.profile);
  if (laid.profile.count < 60) return false;
  layBasis(laid);
  refine(laid, { pose, text, rounds: 4 }, fitWork, fit);
  const blankCost = costAt(laid, pose, noText, fitWork, spare);
  if (explainedBy({ laid, fit, blankCost }) < minExplained) return false;
  layTrellisOf(laid.profile, fit, length.free, work);
  bestText(trellis, length.free, guess);
  return text.every((character, place) => character === guess[place]);
}
