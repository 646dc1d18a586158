import type { SourceState } from '@kaiku/capture';
import { html, nothing, type TemplateResult } from 'lit';
import { takesReadings } from '../flow.ts';
import type { Locale } from '../locales/locale.ts';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

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

function typedView({ t, act, flow }: Screen): TemplateResult {
  const waits = !takesReadings(flow);
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('code');
    // While an answer is on its way the text stays where it is: it would be lost.
    if (waits || !(input instanceof HTMLInputElement) || input.value.trim() === '') return;
    const text = input.value;
    input.value = '';
    act.read(text);
  }
  return html`
    <form class="typed" part="typed" @submit=${submit}>
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
        />
        <button type="submit" part="check" aria-disabled=${waits ? 'true' : 'false'}>${t.typed.submit}</button>
      </div>
      <p id="code-example" class="quiet">${t.typed.example}</p>
    </form>
  `;
}
