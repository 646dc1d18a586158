import type { Strip } from './bins.ts';

/** The turn, relative to a strip's height over its length: a strip of two codes is aslant by one to two of these. */
const turnShare = 1.5;

/** Returns a strip turned a little either way about its middle, over the same bars. */
export function turnsOf(strip: Strip): readonly Strip[] {
  const turn = (turnShare * strip.halfHeight) / (strip.to - strip.from);
  return [turned(strip, -turn), turned(strip, turn)];
}

/** Turns the line along the code, and leaves the bars' direction as it is. */
function turned(strip: Strip, byRad: number): Strip {
  const [cosine, sine] = [Math.cos(byRad), Math.sin(byRad)];
  const axisX = strip.axisX * cosine - strip.axisY * sine;
  const axisY = strip.axisY * cosine + strip.axisX * sine;
  // A bar is `shear` along the strip for each pixel across it.
  const [barX, barY] = [strip.shear * strip.axisX - strip.axisY, strip.shear * strip.axisY + strip.axisX];
  const shear = (barX * axisX + barY * axisY) / (barY * axisX - barX * axisY);
  return { ...strip, axisX, axisY, shear };
}
