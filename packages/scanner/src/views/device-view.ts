import type { DeviceHealth } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';
import { warningText } from '../locales/texts.ts';
import { resultView, saveView, saveWarnedView } from './device-warning-view.ts';
import type { Screen } from './screen.ts';

/** The health of the device, and what the clerk can do about it. Folded, because it is not needed while people queue. */
export function deviceView(screen: Screen): TemplateResult | typeof nothing {
  const { t, act, desk, device } = screen;
  if (desk === undefined) return nothing;
  const isDrained = desk.pending === 0 && desk.voiding === 0;
  return html`
    <details
      class="device"
      part="device"
      @toggle=${(event: Event) => act.device.look((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary><h2>${t.device.title}</h2></summary>
      ${desk.warnings.slice(1).map((warning) => {
        const { sentence, nextStep } = warningText(warning, t);
        return html`<p class="note"><strong>${sentence}</strong> ${nextStep}</p>${saveWarnedView(screen, warning)}`;
      })}
      ${device.health === undefined ? nothing : healthView(screen, device.health)}
      <div class="actions">
        <button type="button" part="send-now" aria-disabled=${isDrained ? 'true' : 'false'} @click=${act.device.sendNow}>
          ${t.device.sendNow}
        </button>
        ${openView(screen)}
      </div>
      ${isDrained && desk.review.length === 0 ? resultView(screen, 'device') : saveView(screen, 'device')}
    </details>
  `;
}

/** Imports a file. With its own button, because the browser's would be in the browser's language. */
function openView({ t, act }: Screen): TemplateResult {
  function choose(event: Event): void {
    const button = event.currentTarget as HTMLElement;
    const input = button.nextElementSibling;
    if (input instanceof HTMLInputElement) input.click();
  }
  function take(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    // Without this, choosing the same file again would not be a change.
    input.value = '';
    if (file !== undefined) act.device.take(file);
  }
  return html`
    <button type="button" part="open-file" @click=${choose}>${t.device.open}</button>
    <input type="file" hidden part="file" aria-label=${t.device.open} accept=".json,application/json" @change=${take} />
  `;
}

function healthView(screen: Screen, health: DeviceHealth): TemplateResult {
  const { t, act } = screen;
  const texts = t.device;
  const { persistent, privateSuspected, storage } = health;
  const room =
    storage === undefined
      ? texts.unknown
      : texts.room.used(t.amounts.bytes(storage.usedBytes), t.amounts.bytes(storage.quotaBytes));
  return html`
    ${
      privateSuspected
        ? html`<p class="note" part="private">
            <strong>${texts.privateSuspected.sentence}</strong> ${texts.privateSuspected.nextStep}
          </p>`
        : nothing
    }
    <dl>
      ${row(texts.pending.label, waitingText(screen, health))}
      ${row(texts.places, String(screen.desk?.leased ?? 0))}
      ${row(texts.clock.label, clockText(health, t))}
      ${row(
        texts.keeping.label,
        html`${choice(persistent, texts.keeping.granted, texts.keeping.denied, t)}
        ${
          persistent === false
            ? html`<button type="button" part="persist" @click=${act.device.persist}>${texts.persist}</button>`
            : nothing
        }`,
      )}
      ${row(texts.room.label, room)}
    </dl>
  `;
}

function row(label: string, value: string | TemplateResult): TemplateResult {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function choice(is: boolean | undefined, yes: string, no: string, t: Locale): string {
  return is === undefined ? t.device.unknown : is ? yes : no;
}

function waitingText({ t, nowMs }: Screen, { pending, oldestTakenAt }: DeviceHealth): string {
  const { none, some, oldest } = t.device.pending;
  if (pending === 0) return none;
  if (oldestTakenAt === undefined) return some(pending);
  return `${some(pending)}, ${oldest(t.dates.since(Date.parse(oldestTakenAt), nowMs))}`;
}

/** Shows a small difference too, if it is more than the error of its measurement. */
function clockText({ clock }: DeviceHealth, t: Locale): string {
  if (clock === undefined) return t.device.unknown;
  const { offsetMs, errorMs } = clock;
  if (Math.abs(offsetMs) < Math.max(errorMs, noticeableMs)) return t.device.clock.right;
  return t.device.warnings['clock-wrong']({ kind: 'clock-wrong', byMs: offsetMs }, t.amounts).sentence;
}

/** People note times less precisely than this. Guess. */
const noticeableMs = 2000;
