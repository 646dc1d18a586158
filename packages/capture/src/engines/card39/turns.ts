import type { Strip } from './bins.ts';

/** The order of strips, if there is no time for all of a frame. */
export interface Turns {
  /**
   * Returns the strips of the next frame: first the one where the last frames showed a card, then those never tried, then
   * those tried longest ago. Ties keep their order.
   */
  order<T extends Strip>(strips: readonly T[]): readonly T[];
  /** Notes that a strip of that frame had no card. */
  note(strip: Strip): void;
  /** Notes that a strip of that frame showed a card that is not read yet. */
  noteShown(strip: Strip): void;
}

/** Frames after which a try is forgotten: eight strips need fewer. */
const rememberedFrames = 12;

/** Creates turns that remember strips without a card, so that the next frame continues with the rest. */
export function createTurns(): Turns {
  let frame = 0;
  let looks: { readonly strip: Strip; readonly frame: number }[] = [];
  let shown: { readonly strip: Strip; readonly frame: number } | undefined;

  /** Returns the strip that is most like the one that showed a card lately. */
  function nextOfShown(strips: readonly Strip[]): Strip | undefined {
    if (shown === undefined || frame - shown.frame >= rememberedFrames) return undefined;
    const { strip: last } = shown;
    return strips.filter((strip) => isNear(strip, last)).sort((a, b) => apart(a, last) - apart(b, last))[0];
  }

  return {
    order(strips) {
      frame++;
      looks = looks.filter((look) => frame - look.frame < rememberedFrames);
      const last = (strip: Strip) =>
        looks.reduce((latest, look) => (isNear(strip, look.strip) ? Math.max(latest, look.frame) : latest), 0);
      const next = nextOfShown(strips);
      return strips
        .map((strip) => ({ strip, last: strip === next ? -1 : last(strip) }))
        .sort((a, b) => a.last - b.last)
        .map(({ strip }) => strip);
    },
    note(strip) {
      looks.push({ strip, frame });
    },
    noteShown(strip) {
      shown = { strip, frame };
    },
  };
}

/** Returns the distance between the middles of two strips, in pixels. */
function movedBy(one: Strip, other: Strip): number {
  const [a, b] = [(one.from + one.to) / 2, (other.from + other.to) / 2];
  const x = one.centreX + a * one.axisX - (other.centreX + b * other.axisX);
  const y = one.centreY + a * one.axisY - (other.centreY + b * other.axisY);
  return Math.hypot(x, y);
}

/** Returns the difference of two strips in place and length, in pixels. */
function apart(one: Strip, other: Strip): number {
  return movedBy(one, other) + Math.abs(one.to - one.from - (other.to - other.from));
}

/** True if two strips of different frames may be the same thing, whose region varies with the noise. */
function isNear(one: Strip, other: Strip): boolean {
  const [length, otherLength] = [one.to - one.from, other.to - other.from];
  return (
    movedBy(one, other) < 0.2 * Math.min(length, otherLength) &&
    Math.max(length, otherLength) < 1.5 * Math.min(length, otherLength) &&
    Math.abs(one.axisX * other.axisY - one.axisY * other.axisX) < 0.2
  );
}
