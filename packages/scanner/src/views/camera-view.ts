import type { CameraState, SourceState } from '@kaiku/capture';
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';
import { failureText } from '../locales/texts.ts';
import type { CameraShown, Screen } from './screen.ts';

/** The camera's picture with what can be set on it, or why there is none and what to do. */
export function cameraView(screen: Screen, camera: CameraShown): TemplateResult {
  const { t, act, video } = screen;
  const { state, lens } = camera;
  return html`
    <section class="camera ${state.status}" part="camera" aria-label=${t.camera.label}>
      <div class="picture" @click=${(event: MouseEvent) => act.camera.tap(event)}>
        ${video}<span class="frame" aria-hidden="true"></span>
        ${state.status === 'running' && lens !== undefined ? pauseView(screen, lens) : nothing}
      </div>
      ${state.status === 'running' ? nothing : noPictureView(screen, camera)}
      ${state.status === 'running' && lens !== undefined && lens.at !== 'asleep' ? settingsView(screen, lens) : nothing}
    </section>
  `;
}

/** What lies over the picture while none comes, though the camera is in use. */
function pauseView({ t, act }: Screen, { at }: CameraState): TemplateResult {
  const why = pauseText(at, t);
  return html`
    <div class="pause ${why === undefined ? '' : 'shown'}">
      <p role="status">${why}</p>
      ${at === 'asleep' ? html`<button type="button" part="wake" @click=${act.camera.wake}>${t.camera.wake}</button>` : nothing}
    </div>
  `;
}

function pauseText(at: CameraState['at'], t: Locale): string | undefined {
  if (at === 'playing') return undefined;
  if (at === 'asleep') return t.camera.asleep;
  return at === 'muted' ? t.camera.muted : t.camera.returning;
}

function noPictureView(screen: Screen, { state, lens }: CameraShown): TemplateResult {
  const { t, act, ways } = screen;
  return html`
    <div class="no-picture">
      ${whyNoPicture(screen, state)}
      ${ways.typed || ways.wedge?.status === 'running' ? html`<p>${t.camera.othersWork}</p>` : nothing}
      ${
        state.status === 'failed'
          ? html`<div class="lens">
              <button type="button" part="retry" @click=${act.camera.retry}>${t.camera.retry}</button>
              ${anotherView(screen, lens)}
            </div>`
          : nothing
      }
    </div>
  `;
}

function whyNoPicture({ t, places }: Screen, state: SourceState): TemplateResult {
  if (state.status !== 'failed')
    return html`<p>${state.status === 'starting' ? t.camera.starting : t.camera.stopped}</p>`;
  const { sentence, nextStep } = failureText(state.code, t, places);
  return html`<p><strong>${sentence}</strong> ${nextStep}</p>`;
}

/** Only what the camera that is open offers. */
function settingsView(screen: Screen, lens: CameraState): TemplateResult | typeof nothing {
  const { t, act } = screen;
  const { torch, zoom, focusable, others } = lens;
  if (torch === undefined && zoom === undefined && !focusable && others === 0) return nothing;
  return html`
    <div class="lens">
      ${
        torch === undefined
          ? nothing
          : html`<button
              type="button"
              part="torch"
              aria-pressed=${torch ? 'true' : 'false'}
              @click=${() => act.camera.torch(!torch)}
            >
              ${t.camera.torch}
            </button>`
      }
      ${focusable ? html`<button type="button" part="focus" @click=${act.camera.focus}>${t.camera.focus}</button>` : nothing}
      ${anotherView(screen, lens)} ${zoom === undefined ? nothing : zoomView(screen, zoom)}
    </div>
  `;
}

function zoomView({ t, act }: Screen, { value, min, max, step }: NonNullable<CameraState['zoom']>): TemplateResult {
  const said = `${Number(value.toFixed(1)).toLocaleString(t.lang)}×`;
  return html`
    <label class="zoom">
      <span>${t.camera.zoom}</span>
      <input
        part="zoom"
        type="range"
        min=${min}
        max=${max}
        step=${step}
        .value=${String(value)}
        aria-valuetext=${said}
        @input=${(event: Event) => act.camera.zoom((event.target as HTMLInputElement).valueAsNumber)}
      />
      <span aria-hidden="true">${said}</span>
    </label>
  `;
}

function anotherView({ t, act }: Screen, lens: CameraState | undefined): TemplateResult | typeof nothing {
  if (lens === undefined || lens.others === 0) return nothing;
  return html`<button type="button" part="another-camera" @click=${act.camera.another}>${t.camera.another}</button>`;
}
