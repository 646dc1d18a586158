import { characters, textCharacters } from './symbols.ts';

const all = characters.length;
/**
 * What hides a part has not jumped if a hidden place is the same and this share of them, of those now or before, whichever are
 * fewer, is the same or next to it. One in common can be chance: it was in 1 of 300 pairs of cards. Guess, held by the bench.
 */
const minNear = 0.5;

/** A table of nats by place and character. */
interface Look {
  readonly table: ArrayLike<number>;
  /** True if it shows both ends, so that its other places are hidden and not beyond what was seen. */
  readonly isWhole: boolean;
  /** True if the frame before it showed the card as well. */
  readonly isContinued: boolean;
}

/** True if a table says anything of the character at a place. */
export function isSeen(table: ArrayLike<number>, place: number): boolean {
  for (let character = 0; character < textCharacters; character++)
    if (table[place * all + character] !== 0) return true;
  return false;
}

/**
 * Returns the first look that is surely at the card in view. Before it there was a frame without the card, or what hides
 * a part of the card has jumped, as when another card with glare elsewhere has taken its place. Earlier looks may confirm
 * a character, but none may be accepted that was not seen since.
 */
export function sinceChange(looks: readonly Look[]): number {
  const hidden = looks.map(({ table }) => hiddenIn(table));
  for (let at = looks.length - 1; at > 0; at--) {
    const seen = hidden.slice(0, at);
    // A piece of a card does not show what hides the rest of it, so a jump past it would not be noticed.
    const whole = looks[at].isWhole ? seen.filter((_, index) => looks[index].isWhole) : [];
    const [before, earlier] = (whole.length > 0 ? whole : seen).reverse();
    if (!looks[at].isContinued || isJump(earlier, before, hidden[at])) return at;
  }
  return 0;
}

function hiddenIn(table: ArrayLike<number>): readonly number[] {
  const places: number[] = [];
  for (let place = 1; place < table.length / all - 1; place++) if (!isSeen(table, place)) places.push(place);
  return places;
}

/** True if the hidden places are others than before, and no spot has moved on to the places next to those. */
function isJump(earlier: readonly number[] | undefined, before: readonly number[], now: readonly number[]): boolean {
  if (now.length === 0) return false;
  const near = now.filter((place) => before.some((other) => Math.abs(place - other) <= 1));
  const isOneTheSame = near.some((place) => before.includes(place));
  if (isOneTheSame && near.length >= minNear * Math.min(now.length, before.length)) return false;
  if (earlier === undefined || earlier.length === 0 || before.length === 0) return true;
  const isNext = now.some((place) => before.includes(place - 1) || before.includes(place + 1));
  const [first, second, third] = [earlier, before, now].map(meanOf);
  const moved = second - first;
  return !(isNext && Math.abs(moved) >= 1 && moved * (third - second) > 0);
}

function meanOf(places: readonly number[]): number {
  return places.reduce((sum, place) => sum + place, 0) / places.length;
}
