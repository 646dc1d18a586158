import { html, nothing, type TemplateResult } from 'lit';
import type { CardText } from '../flow/flow.ts';
import { takesReadings } from '../flow/flow.ts';
import { paperView } from './paper-view.ts';
import type { Screen } from './screen.ts';

/** The field to type a code in, and the code that was likely meant if the text is not a code. */
export function typedView(screen: Screen): TemplateResult {
  const { t, act, flow } = screen;
  const waits = !takesReadings(flow);
  return html`
    <form class="typed" part="typed" novalidate @submit=${submit}>
      <label for="code">${t.typed.label}</label>
      <div class="entry">
        <input
          id="code"
          name="code"
          part="code-input"
          type="text"
          inputmode="text"
          enterkeyhint="go"
          maxlength="64"
          autocomplete="off"
          autocapitalize="characters"
          autocorrect="off"
          spellcheck="false"
          aria-describedby="code-example"
          @input=${({ target, isComposing }: InputEvent) => isComposing || act.typed.grow(target as HTMLInputElement)}
        />
        <button type="submit" part="check" aria-disabled=${waits ? 'true' : 'false'}>${t.typed.submit}</button>
      </div>
      <div role="status">${proposalView(screen, waits)}</div>
      <p id="code-example" class="quiet">${t.typed.example}</p>
      ${paperView(screen)}
    </form>
  `;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const input = fieldOf(event);
    if (input !== undefined) act.typed.submit(input);
  }
}

function proposalView({ t, act, typed, grouped }: Screen, waits: boolean): TemplateResult | typeof nothing {
  if (typed.proposal === undefined) return nothing;
  const take = (event: Event) => {
    const input = fieldOf(event);
    if (input !== undefined) act.typed.take(input);
  };
  return html`<div class="note" part="proposal">
    <p>${t.typed.meant} <span class="code">${grouped(typed.proposal)}</span></p>
    <button type="button" part="take-proposal" aria-disabled=${waits ? 'true' : 'false'} @click=${take}>
      ${t.typed.take}
    </button>
  </div>`;
}

function fieldOf({ currentTarget }: Event): HTMLInputElement | undefined {
  const form = (currentTarget as HTMLElement).closest('form');
  const input = form?.elements.namedItem('code');
  return input instanceof HTMLInputElement ? input : undefined;
}

/** A typed code in groups, to be read back to the visitor: a typing mistake can be another person's card. */
export function readBackView(
  { t, grouped }: Pick<Screen, 't' | 'grouped'>,
  code: CardText | undefined,
): TemplateResult | typeof nothing {
  if (code === undefined) return nothing;
  return html`<p class="note" part="read-back">
    ${t.typed.readBack} <strong class="code">${grouped(code)}</strong>
    <span class="quiet">${spelt(t.typed.letters, code.text)}</span>
  </p>`;
}

/** Returns the letters of a code with their names for the phone. */
function spelt(letters: Readonly<Record<string, string>>, text: string): string {
  return [...text]
    .flatMap((letter) => (letters[letter] === undefined ? [] : `${letter} – ${letters[letter]}`))
    .join(', ');
}
