import type { Frame } from '../../decode/frame.ts';
import type { Strip } from './bins.ts';
import { heighten } from './heighten.ts';
import { straighten } from './straighten.ts';
import { stretch } from './stretch.ts';

/** Below this length modules are near the size of pixels, and bars can seem to lean in more ways than one. */
const shortPx = 330;

/**
 * A rough strip made ready to be read: bars upright, ends where the bars end, as high as the bars. Short ones come in
 * up to three ways that their bars may lean, likeliest first.
 */
export function rectify(frame: Frame, rough: Strip): readonly Strip[] {
  let ways = straighten(frame, rough);
  // Little of a blurred or noisy code may have been found: more height shows more of its length.
  if (rough.halfHeight < lowPx) ways = ways.map((way) => heighten(frame, way));
  for (let round = 0; round < maxStretches; round++) {
    const [upright = rough] = ways;
    const whole = stretch(frame, upright);
    const isGrown = whole.to - whole.from > 1.08 * (upright.to - upright.from);
    // A piece's lean is not quite the whole's: seen anew, the bars may go on.
    ways = isGrown ? straighten(frame, whole) : ways.map((way) => ({ ...way, from: whole.from, to: whole.to }));
    if (!isGrown) break;
  }
  const [{ from, to } = rough] = ways;
  const isShort = to - from < shortPx;
  return (isShort ? ways.slice(0, 3) : ways.slice(0, 1)).map((way) => heighten(frame, way));
}

/** Strips of less half height are heightened before they are stretched. */
const lowPx = 10;
/** How often a strip may grow and be straightened again. */
const maxStretches = 3;
