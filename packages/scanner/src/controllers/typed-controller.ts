import {
  type CardCode,
  groupCardCode,
  helsinkiTime,
  helsinkiTimeMs,
  likelyCardCode,
  wrongWithTakenAt,
} from '@kaiku/client';
import type { ReactiveControllerHost } from 'lit';
import type { TypedActions } from '../views/screen.ts';

interface TypedControllerOptions {
  /** `takenAt`: when its visit happened, where it is from the paper form. */
  readonly read: (text: string, takenAt: string | undefined) => void;
  /** Whether a code would be taken up now: while an answer is on its way it would be lost. */
  readonly takes: () => boolean;
}

/** Why a visit cannot be typed in from the paper form as it stands. */
export type WrongMoment = 'missing' | NonNullable<ReturnType<typeof wrongWithTakenAt>>;

/** The field a code is typed in: groups it as it grows, and proposes what was likely meant. Holds no code but a proposal. */
export class TypedController {
  #host: ReactiveControllerHost;
  #options: TypedControllerOptions;
  #proposal: CardCode | undefined;
  /** The clerk has seen the proposal and wants the text as it is. */
  #insists = false;
  #wrong: WrongMoment | undefined;

  constructor(host: ReactiveControllerHost, options: TypedControllerOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** The card code that was likely meant, while the text is none. */
  get proposal(): CardCode | undefined {
    return this.#proposal;
  }

  /** What is wrong with the moment of a visit from the paper form, once it was tried. */
  get wrong(): WrongMoment | undefined {
    return this.#wrong;
  }

  /** Now, as a clock in Helsinki shows it. */
  get latest(): string {
    return helsinkiTime(Date.now());
  }

  readonly act: TypedActions = {
    grow: (input) => {
      group(input);
      this.#propose(likelyCardCode(input.value));
    },
    submit: (input) => {
      const text = spoken(input.value);
      if (!this.#options.takes() || text.trim() === '') return;
      this.#propose(likelyCardCode(text));
      if (this.#proposal !== undefined && !this.#insists) {
        this.#insists = true;
        return;
      }
      this.#hand(input, text);
    },
    take: (input) => {
      const meant = this.#proposal;
      if (meant !== undefined && this.#options.takes()) this.#hand(input, meant.text);
    },
    moved: () => this.#tellWrong(undefined),
  };

  /** Empties the field. */
  reset(input: HTMLInputElement | null | undefined): void {
    if (input) input.value = '';
    this.#propose(undefined);
  }

  #hand(input: HTMLInputElement, text: string): void {
    const moment = momentIn(input.form);
    const wrong = moment && wrongWith(moment);
    this.#tellWrong(wrong);
    if (wrong !== undefined) {
      moment?.focus();
      return;
    }
    input.value = '';
    this.#propose(undefined);
    this.#options.read(text, moment && new Date(helsinkiTimeMs(moment.value) ?? Number.NaN).toISOString());
  }

  #tellWrong(wrong: WrongMoment | undefined): void {
    if (wrong === this.#wrong) return;
    this.#wrong = wrong;
    this.#host.requestUpdate();
  }

  #propose(proposal: CardCode | undefined): void {
    if (proposal?.text === this.#proposal?.text) return;
    this.#proposal = proposal;
    this.#insists = false;
    this.#host.requestUpdate();
  }
}

/** The field of the moment, while it is open: closed, a visit happens now. */
function momentIn(form: HTMLFormElement | null): HTMLInputElement | undefined {
  return form?.querySelector<HTMLInputElement>('details[open] [name=taken-at]') ?? undefined;
}

function wrongWith({ value }: HTMLInputElement): WrongMoment | undefined {
  const takenAtMs = helsinkiTimeMs(value);
  return takenAtMs === undefined ? 'missing' : wrongWithTakenAt(takenAtMs, Date.now());
}

/** What was typed, without the spaces that the field itself has put in. Any other character is told as repaired. */
function spoken(value: string): string {
  return groupCardCode(value) === value ? value.replaceAll(' ', '') : value;
}

/** Groups what stands in the field, and leaves the caret behind the character it was behind. */
function group(input: HTMLInputElement): void {
  const { value, selectionEnd } = input;
  const grouped = groupCardCode(value);
  if (grouped === value) return;
  const before = value.slice(0, selectionEnd ?? value.length).replaceAll(' ', '').length;
  input.value = grouped;
  let caret = 0;
  for (let passed = 0; passed < before; caret++) if (grouped[caret] !== ' ') passed++;
  input.setSelectionRange(caret, caret);
}
