import type { SourceState } from '@kaiku/capture';
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';
import { typedView } from './typed-view.ts';

/** The ways in: the camera's picture, and the field to type a code in. Both stay while a card is under way. */
export function waysView(screen: Screen): TemplateResult {
  const { ways } = screen;
  return html`
    <div class="ways">
      ${ways.camera === undefined ? nothing : cameraView(screen, ways.camera)}
      ${ways.typed ? typedView(screen) : nothing}
    </div>
  `;
}

function cameraView({ t, act, video, ways, places }: Screen, state: SourceState): TemplateResult {
  return html`
    <section class="camera ${state.status}" part="camera" aria-label=${t.camera.label}>
      <div class="picture">${video}<span class="frame" aria-hidden="true"></span></div>
      ${
        state.status === 'running'
          ? nothing
          : html`<div class="no-picture">
              ${whyNoPicture(t, state, places)}
              ${ways.typed || ways.wedge?.status === 'running' ? html`<p>${t.camera.othersWork}</p>` : nothing}
              ${
                state.status === 'failed'
                  ? html`<button type="button" part="retry" @click=${act.retryCamera}>${t.camera.retry}</button>`
                  : nothing
              }
            </div>`
      }
    </section>
  `;
}

function whyNoPicture(t: Locale, state: SourceState, places: Screen['places']): TemplateResult {
  if (state.status !== 'failed')
    return html`<p>${state.status === 'starting' ? t.camera.starting : t.camera.stopped}</p>`;
  const { sentence, nextStep } = failureText(state.code, t, places);
  return html`<p><strong>${sentence}</strong> ${nextStep}</p>`;
}
