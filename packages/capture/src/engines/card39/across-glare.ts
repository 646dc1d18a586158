import type { Frame } from '../../decode/frame.ts';
import type { Region } from './regions.ts';

/** Regions that are tried for being two ends of one code with glare between them. */
const maxJoined = 12;
/** Level of a frame where glare is. */
const glareLevel = 244;

/** Pairs of regions in one line with white glare between them, each as one. */
export function acrossGlare({ luma, widthPx, heightPx }: Frame, regions: readonly Region[]): Region[] {
  const joined: Region[] = [];
  const best = regions.slice(0, maxJoined);
  best.forEach((left, at) => {
    for (const right of best.slice(at + 1)) {
      const [dx, dy] = [right.centreX - left.centreX, right.centreY - left.centreY];
      const apart = Math.hypot(dx, dy);
      const height = Math.min(left.halfHeight, right.halfHeight);
      const turn = Math.abs(left.axisX * right.axisY - left.axisY * right.axisX);
      const aside = Math.max(
        Math.abs(dy * left.axisX - dx * left.axisY),
        Math.abs(dy * right.axisX - dx * right.axisY),
      );
      if (turn > 0.25 || aside > Math.max(height, 0.12 * apart)) continue;
      if (left.halfHeight > 2 * right.halfHeight || right.halfHeight > 2 * left.halfHeight) continue;
      const [axisX, axisY] = [dx / apart, dy / apart];
      // Ends of either, as places on the common axis from the middle between their centres.
      const [farL, nearL] = endsAlong(left, axisX, axisY);
      const [nearR, farR] = endsAlong(right, axisX, axisY);
      const [from, to] = [farL - apart / 2, farR + apart / 2];
      const [gapFrom, gapTo] = [nearL - apart / 2, nearR + apart / 2];
      const gap = gapTo - gapFrom;
      const [lengthL, lengthR] = [nearL - farL, farR - nearR];
      if (gap < 0 || gap > lengthL + lengthR + 4 * (left.halfHeight + right.halfHeight)) continue;
      const [centreX, centreY] = [left.centreX + dx / 2, left.centreY + dy / 2];
      let white = 0;
      for (let n = -2; n <= 2; n++) {
        const place = (gapFrom + gapTo) / 2 + (n * gap) / 8;
        const [x, y] = [Math.round(centreX + axisX * place), Math.round(centreY + axisY * place)];
        if (x >= 0 && y >= 0 && x < widthPx && y < heightPx && (luma[y * widthPx + x] as number) >= glareLevel) white++;
      }
      if (white < 3) continue;
      const halfHeight = (left.halfHeight + right.halfHeight) / 2;
      const [leanL, leanR] = [leanOn(left, axisX, axisY), leanOn(right, axisX, axisY)];
      const [shear, fan] = [(leanL + leanR) / 2, (leanR - leanL) / apart];
      const score = left.score + right.score;
      joined.push({ centreX, centreY, axisX, axisY, from, to, halfHeight, shear, fan, score });
    }
  });
  return joined;
}

/** A region's ends along another axis, from its centre. */
function endsAlong({ axisX, axisY, from, to }: Region, onX: number, onY: number): readonly [number, number] {
  return axisX * onX + axisY * onY > 0 ? [from, to] : [-to, -from];
}

/** How a region's bars lean on another axis. */
function leanOn({ axisX, axisY, shear }: Region, onX: number, onY: number): number {
  const [barX, barY] = [shear * axisX - axisY, shear * axisY + axisX];
  return (barX * onX + barY * onY) / (barY * onX - barX * onY);
}
