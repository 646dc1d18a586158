import type { SymbolGrammar } from '../../reading.ts';
import type { Strip } from './bins.ts';
import { type CardEvidence, createCardEvidence } from './evidence.ts';
import type { Card39Reading } from './strip-reader.ts';

/** The cards before a camera, each with its own evidence, followed from look to look by where their bars are. */
export interface CardsInView {
  /** Begins the next frame. */
  nextFrame(): void;
  /** Adds a reading to the evidence of the card at its place. Returns the text of all its evidence, if that is enough. */
  add(reading: Card39Reading): string | undefined;
  /** True if the card with these bars was read, or has been looked at for long: others should have their turn. */
  isDone(strip: Strip): boolean;
  /** True if some characters of a card in view stay hidden, and all others are sure. */
  isAnyHidden(): boolean;
  /** Forgets all cards. */
  reset(): void;
}

/** Looks after which a card out of view is forgotten, and after which others have their turn. Guesses. */
const forgottenAfter = 12;
const doneAfter = 10;

interface Card {
  readonly evidence: CardEvidence;
  strip: Strip;
  lastFrame: number;
  readings: number;
  isRead: boolean;
}

/** Creates an empty view. */
export function createCardsInView(grammar: SymbolGrammar): CardsInView {
  let frame = 0;
  let cards: readonly Card[] = [];

  const at = (strip: Strip) => cards.find((card) => isOver(card.strip, strip));

  return {
    nextFrame() {
      frame++;
      cards = cards.filter(({ lastFrame }) => frame - lastFrame < forgottenAfter);
    },
    add(reading) {
      const { strip } = reading;
      let card = at(strip);
      if (card === undefined) {
        card = { evidence: createCardEvidence(grammar), strip, lastFrame: frame, readings: 0, isRead: false };
        cards = [...cards, card];
      }
      const settled = card.evidence.add(reading, frame - card.lastFrame <= 1);
      card.strip = strip;
      card.lastFrame = frame;
      card.readings++;
      card.isRead ||= settled !== undefined;
      return settled?.text;
    },
    isDone(strip) {
      const card = at(strip);
      return card !== undefined && (card.isRead || card.readings % (2 * doneAfter) >= doneAfter);
    },
    isAnyHidden: () => cards.some(({ evidence, lastFrame }) => lastFrame === frame && evidence.isHidden()),
    reset() {
      cards = [];
    },
  };
}

/** True if the bars of two frames may be one card's: in one line, and over one another by half. Glare hides parts of either. */
function isOver(one: Strip, other: Strip): boolean {
  const turn = one.axisX * other.axisY - one.axisY * other.axisX;
  const [dx, dy] = [other.centreX - one.centreX, other.centreY - one.centreY];
  const aside = Math.abs(dy * one.axisX - dx * one.axisY);
  const along = dx * one.axisX + dy * one.axisY;
  const isTurned = one.axisX * other.axisX + one.axisY * other.axisY < 0;
  const [from, to] = isTurned ? [along - other.to, along - other.from] : [along + other.from, along + other.to];
  const shared = Math.min(one.to, to) - Math.max(one.from, from);
  return (
    Math.abs(turn) < 0.2 &&
    aside < Math.max(one.halfHeight, other.halfHeight) &&
    shared > 0.5 * Math.min(one.to - one.from, to - from)
  );
}
