import type { DeviceWarning } from '@kaiku/client';
import { html, nothing, type TemplateResult } from 'lit';
import { warningText } from '../locales/texts.ts';
import type { DevicePlace } from '../session/device-page.ts';
import type { Screen } from './screen.ts';

/** The most important warning about the device, with what to do. Visible without opening anything. */
export function warningView(screen: Screen): TemplateResult | typeof nothing {
  const { t, act, desk } = screen;
  const warning = desk?.warnings[0];
  if (warning === undefined) return nothing;
  const { sentence, nextStep } = warningText(warning, t);
  return html`
    <div class="failure" part="device-warning">
      <p><strong>${sentence}</strong> ${nextStep}</p>
      ${
        warning.kind === 'lost'
          ? html`<button type="button" part="acknowledge" @click=${act.device.acknowledge}>${t.device.acknowledge}</button>${resultView(screen, 'warning')}`
          : nothing
      }
      ${saveWarnedView(screen, warning)}
    </div>
  `;
}

/** The result of the last act, where the clerk started it. */
export function resultView(screen: Screen, at: DevicePlace): TemplateResult | typeof nothing {
  return screen.device.result?.at === at ? html`<p class="told" part="device-told">${resultText(screen)}</p>` : nothing;
}

/** Returns the result of the last act, to be read out. */
export function resultText({ t, device }: Screen): string {
  const result = device.result?.text(t);
  return result === undefined ? '' : `${result.sentence} ${result.nextStep}`.trim();
}

/** Saves the entries that a warning is about. */
export function saveWarnedView(screen: Screen, warning: DeviceWarning): TemplateResult | typeof nothing {
  if (warning.kind === 'other-venue') return saveView(screen, 'warning', warning.venueId);
  return warning.kind === 'makeshift-storage' ? saveView(screen, 'warning') : nothing;
}

/** Saves the outbox as a file that another device can import. */
export function saveView(screen: Screen, at: DevicePlace, venueId?: string): TemplateResult {
  const { t, act } = screen;
  return html`
    <div class="save">
      <button type="button" part="save-file" @click=${() => act.device.save(at, venueId)}>${t.device.save}</button>
      <p class="quiet">${t.device.saveWarning}</p>
    </div>
    ${resultView(screen, at)}
  `;
}
