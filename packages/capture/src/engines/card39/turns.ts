import type { Strip } from './bins.ts';

/** The order of strips, if there is no time for all of a frame. */
export interface Turns {
  /** Returns the strips of the next frame: first those never tried, then those tried longest ago. Ties keep their order. */
  order<T extends Strip>(strips: readonly T[]): readonly T[];
  /** Notes that a strip of that frame had no card. */
  note(strip: Strip): void;
}

/** Frames after which a try is forgotten: eight strips need fewer. */
const rememberedFrames = 12;

/** Creates turns that remember strips without a card, so that the next frame continues with the rest. */
export function createTurns(): Turns {
  let frame = 0;
  let looks: { readonly strip: Strip; readonly frame: number }[] = [];
  return {
    order(strips) {
      frame++;
      looks = looks.filter((look) => frame - look.frame < rememberedFrames);
      const last = (strip: Strip) =>
        looks.reduce((latest, look) => (isNear(strip, look.strip) ? Math.max(latest, look.frame) : latest), 0);
      return strips
        .map((strip) => ({ strip, last: last(strip) }))
        .sort((a, b) => a.last - b.last)
        .map(({ strip }) => strip);
    },
    note(strip) {
      looks.push({ strip, frame });
    },
  };
}

/** True if two strips of different frames may be the same thing, whose region varies with the noise. */
function isNear(one: Strip, other: Strip): boolean {
  const [length, otherLength] = [one.to - one.from, other.to - other.from];
  const apart = Math.hypot(one.centreX - other.centreX, one.centreY - other.centreY);
  return (
    apart < 0.2 * Math.min(length, otherLength) &&
    Math.max(length, otherLength) < 1.5 * Math.min(length, otherLength) &&
    Math.abs(one.axisX * other.axisY - one.axisY * other.axisX) < 0.2
  );
}
