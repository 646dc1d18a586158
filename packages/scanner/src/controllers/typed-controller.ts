import { type CardCode, groupCardCode, likelyCardCode } from '@kaiku/client';
import type { ReactiveControllerHost } from 'lit';
import type { TypedActions } from '../views/screen.ts';

interface TypedControllerOptions {
  readonly read: (text: string) => void;
  /** Whether a code would be taken up now: while an answer is on its way it would be lost. */
  readonly takes: () => boolean;
}

/** The field a code is typed in: groups it as it grows, and proposes what was likely meant. Holds no code but a proposal. */
export class TypedController {
  #host: ReactiveControllerHost;
  #options: TypedControllerOptions;
  #proposal: CardCode | undefined;
  /** The clerk has seen the proposal and wants the text as it is. */
  #insists = false;

  constructor(host: ReactiveControllerHost, options: TypedControllerOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** The card code that was likely meant, while the text is none. */
  get proposal(): CardCode | undefined {
    return this.#proposal;
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
  };

  #hand(input: HTMLInputElement, text: string): void {
    input.value = '';
    this.#propose(undefined);
    this.#options.read(text);
  }

  #propose(proposal: CardCode | undefined): void {
    if (proposal?.text === this.#proposal?.text) return;
    this.#proposal = proposal;
    this.#insists = false;
    this.#host.requestUpdate();
  }
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
