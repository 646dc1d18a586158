import { html, nothing, type TemplateResult } from 'lit';
import { type EnrolmentState, takesCodes } from '../enrolment/enrolment.ts';
import type { FailureCause } from '../flow/flow.ts';
import type { Message } from '../locales/locale.ts';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** The states in which the stage is about the enrolment of this browser, and no card is read. */
const shown = { asking: true, sending: true, replacing: true, named: true } as const;

type Shown = Extract<EnrolmentState, { at: keyof typeof shown }>;

/** True while this browser is being enrolled. */
export function isEnrolling(state: EnrolmentState): state is Shown {
  return state.at in shown;
}

/** Asks for the code of this device, or shows which device it is now. */
export function enrolmentView(screen: Screen): TemplateResult {
  const { t, act, enrolment } = screen;
  const { sentence, nextStep } = messageOf(screen);
  return html`
    <div class="sheet" part="enrolment">
      <h2 class="headline">
        ${enrolment.at === 'sending' ? html`<span class="pulse" aria-hidden="true"></span>` : nothing}${sentence}
      </h2>
      <p class="hint">${nextStep}</p>
      ${failureView(screen)}
      ${screen.notice === 'foreign' && takesCodes(enrolment) ? html`<p class="note" part="notice">${t.enrol.foreign}</p>` : nothing}
      ${actionsView(screen)}
    </div>
  `;

  function actionsView({ enrolment: state }: Screen): TemplateResult | typeof nothing {
    const primary = (part: string, text: string) =>
      html`<button type="button" class="primary" part=${part} data-focus="enrolment" @click=${act.enrolment.confirm}>${text}</button>`;
    const keep = html`<button type="button" part="keep" @click=${act.enrolment.leave}>${t.enrol.keep}</button>`;
    if (state.at === 'named') return html`<div class="actions">${primary('begin', t.enrol.begin)}</div>`;
    if (state.at === 'replacing')
      return html`<div class="actions">${primary('replace', t.enrol.replace)} ${keep}</div>`;
    return state.at === 'asking' && state.device !== undefined ? html`<div class="actions">${keep}</div>` : nothing;
  }
}

/** The field for the code. A reader may type the whole text of the QR code into it. */
export function enrolmentFieldView({ t, act, enrolment }: Screen): TemplateResult {
  return html`
    <form class="typed" part="typed" novalidate @submit=${submit}>
      <label for="enrolment-code">${t.enrol.label}</label>
      <div class="entry">
        <input
          id="enrolment-code"
          name="enrolment-code"
          part="enrolment-code"
          type="text"
          enterkeyhint="go"
          maxlength="512"
          autocomplete="off"
          autocapitalize="characters"
          autocorrect="off"
          spellcheck="false"
          aria-describedby="enrolment-example"
        />
        <button type="submit" part="enrol" aria-disabled=${enrolment.at === 'sending' ? 'true' : 'false'}>
          ${t.enrol.submit}
        </button>
      </div>
      <p id="enrolment-example" class="quiet">${t.enrol.example}</p>
    </form>
  `;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).querySelector('input');
    if (input === null || input.value.trim() === '' || enrolment.at === 'sending') return;
    act.enrolment.submit(input.value);
    input.value = '';
  }
}

/** Leads a stopped device, whose requests the registry refuses, back to the field for a code. */
export function enrolAgainView(
  { t, act, enrolment }: Screen,
  cause: FailureCause | undefined,
): TemplateResult | typeof nothing {
  if (enrolment.at !== 'enrolled' || cause === undefined || !needsCode.has(cause)) return nothing;
  return html`<div class="actions">
    <button type="button" part="enrol-again" @click=${act.enrolment.again}>${t.enrol.again}</button>
  </div>`;
}

/** After these only a code helps. The registry no longer knows the key of an `unauthorised` device. */
const needsCode: ReadonlySet<FailureCause> = new Set([
  'registry/revoked',
  'registry/lost',
  'registry/unauthorised',
  'registry/not-enrolled',
]);

/** Returns what is read out. */
export function enrolmentText(screen: Screen): string {
  const { sentence, nextStep } = messageOf(screen);
  const failure = failureOf(screen);
  const foreign = screen.notice === 'foreign' && takesCodes(screen.enrolment) ? screen.t.enrol.foreign : '';
  return [failure?.sentence, failure?.nextStep, sentence, nextStep, foreign].filter(Boolean).join(' ');
}

function messageOf({ t, enrolment, ways }: Screen): Message {
  const { enrol } = t;
  switch (enrolment.at) {
    case 'sending':
      return { sentence: enrol.sending, nextStep: '' };
    case 'named':
      return enrol.named(enrolment.device.name, enrolment.device.venue.name);
    case 'replacing':
      return enrol.replacing(enrolment.device.name, enrolment.device.venue.name);
    default:
      return { sentence: enrol.title, nextStep: ways.camera?.status === 'running' ? enrol.byCamera : enrol.byHand };
  }
}

function failureView(screen: Screen): TemplateResult | typeof nothing {
  const failure = failureOf(screen);
  return failure === undefined
    ? nothing
    : html`<p class="note" part="enrolment-failure"><strong>${failure.sentence}</strong> ${failure.nextStep}</p>`;
}

/** Returns why the last code was not accepted. */
function failureOf({ t, enrolment }: Screen): Message | undefined {
  if (enrolment.at !== 'asking' || enrolment.why === undefined) return undefined;
  return t.enrol.failed[enrolment.why] ?? failureText(enrolment.why, t);
}
