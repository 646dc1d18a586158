import {
  type CardCode,
  groupCardCode,
  helsinkiTime,
  helsinkiTimeMs,
  likelyCardCode,
  wrongWithTakenAt,
} from '@kaiku/client';
import type { ShownCard } from '../flow/flow.ts';

/** What the clerk can do with the field to type in. The field alone holds the text. */
export interface TypedActions {
  /** The text has changed. */
  readonly grow: (input: HTMLInputElement) => void;
  readonly submit: (input: HTMLInputElement) => void;
  /** Checks the proposed code instead of the text. */
  readonly take: (input: HTMLInputElement) => void;
  /** The time of a visit from the paper form was changed or removed. */
  readonly moved: () => void;
}

/** What the field to type in shows. */
export interface TypedShown {
  /** The card code that the clerk likely meant, while the text is not a card code. */
  readonly proposal: Pick<CardCode, 'text'> | undefined;
  /** What is wrong with the time of a visit from the paper form, after the clerk has submitted it. */
  readonly wrong: WrongMoment | undefined;
  /** The latest time of a visit from the paper form, as a `datetime-local` input has it. */
  readonly latest: string;
}

/** What may be wrong with the time of a visit from the paper form. */
export type WrongMoment = 'missing' | NonNullable<ReturnType<typeof wrongWithTakenAt>>;

interface TypedFieldOptions {
  readonly read: (card: ShownCard) => void;
  /** True if a code would be taken up now. If not, the text stays in the field. */
  readonly isReady: () => boolean;
  readonly changed: () => void;
}

/** The field to type a code in: groups the code while it is typed, and proposes what was likely meant. */
export class TypedField implements TypedShown {
  readonly #options: TypedFieldOptions;
  #proposal: CardCode | undefined;
  /** The clerk has submitted the text in spite of the proposal. */
  #insists = false;
  #wrong: WrongMoment | undefined;

  constructor(options: TypedFieldOptions) {
    this.#options = options;
  }

  get proposal(): CardCode | undefined {
    return this.#proposal;
  }

  get wrong(): WrongMoment | undefined {
    return this.#wrong;
  }

  get latest(): string {
    return helsinkiTime(Date.now());
  }

  readonly act: TypedActions = {
    grow: (input) => {
      group(input);
      this.#propose(likelyCardCode(input.value));
    },
    submit: (input) => {
      const text = ungrouped(input.value);
      if (!this.#options.isReady() || text.trim() === '') return;
      this.#propose(likelyCardCode(text));
      if (this.#proposal !== undefined && !this.#insists) {
        this.#insists = true;
        return;
      }
      this.#read(input, text);
    },
    take: (input) => {
      const proposal = this.#proposal;
      if (proposal !== undefined && this.#options.isReady()) this.#read(input, proposal.text);
    },
    moved: () => this.#mark(undefined),
  };

  /** Empties the field. */
  reset(input: HTMLInputElement | null | undefined): void {
    if (input) input.value = '';
    this.#propose(undefined);
  }

  #read(input: HTMLInputElement, text: string): void {
    const moment = momentIn(input.form);
    const wrong = moment && wrongWith(moment);
    this.#mark(wrong);
    if (wrong !== undefined) {
      moment?.focus();
      return;
    }
    this.reset(input);
    const takenAt = moment && new Date(helsinkiTimeMs(moment.value) ?? Number.NaN).toISOString();
    this.#options.read({ text, origin: 'typed', takenAt });
  }

  #mark(wrong: WrongMoment | undefined): void {
    if (wrong === this.#wrong) return;
    this.#wrong = wrong;
    this.#options.changed();
  }

  #propose(proposal: CardCode | undefined): void {
    if (proposal?.text === this.#proposal?.text) return;
    this.#proposal = proposal;
    this.#insists = false;
    this.#options.changed();
  }
}

/** Returns the field of the time while it is unfolded. Without it, the visit takes place now. */
function momentIn(form: HTMLFormElement | null): HTMLInputElement | undefined {
  return form?.querySelector<HTMLInputElement>('details[open] [name=taken-at]') ?? undefined;
}

function wrongWith({ value }: HTMLInputElement): WrongMoment | undefined {
  const takenAtMs = helsinkiTimeMs(value);
  return takenAtMs === undefined ? 'missing' : wrongWithTakenAt(takenAtMs, Date.now());
}

/** Removes the spaces that `group` has added. Any other character is typed, and is reported as repaired. */
function ungrouped(value: string): string {
  return groupCardCode(value) === value ? value.replaceAll(' ', '') : value;
}

/** Groups the code in the field, and keeps the caret behind the same character. */
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
