import type { CameraState, SourceState } from '@kaiku/capture';
import { html, nothing, type TemplateResult } from 'lit';
import type { Locale } from '../locales/locale.ts';
import { failureText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** The state of the camera as a source, and of its lens; `lens` is `undefined` if the camera does not report it. */
interface CameraShown {
  readonly state: SourceState;
  readonly lens: CameraState | undefined;
}

/** The camera's picture with its controls, or why there is none and what to do. */
export function cameraView(screen: Screen, camera: CameraShown): TemplateResult {
  const { t, video } = screen;
  const { state, lens } = camera;
  return html`
    <section class="camera ${state.status}" part="camera" aria-label=${t.camera.label}>
      <div class="picture" @click=${(event: MouseEvent) => onTap(screen, event)}>
        ${video}<span class="frame" aria-hidden="true"></span>
        ${state.status === 'running' && lens !== undefined ? pauseView(screen, lens) : nothing}
      </div>
      ${state.status === 'running' ? nothing : noPictureView(screen, camera)}
      ${state.status === 'running' && lens !== undefined && lens.at !== 'asleep' ? settingsView(screen, lens) : nothing}
    </section>
  `;
}

/** A tap on the picture wakes the camera, and focuses it there. */
function onTap({ act, video }: Screen, tap: MouseEvent): void {
  const camera = act.camera();
  camera?.wake();
  if (video === undefined || camera?.state.focusable !== true) return;
  const point = pointOf(tap, video);
  if (point !== undefined) camera.focusAt(point.x, point.y);
}

/** Returns where a tap was in the picture, from 0 to 1. The video is scaled to cover its box, and cut at its edges. */
function pointOf(tap: MouseEvent, video: HTMLVideoElement): { readonly x: number; readonly y: number } | undefined {
  const { left, top, width, height } = video.getBoundingClientRect();
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return undefined;
  const scale = Math.max(width / videoWidth, height / videoHeight);
  const along = (at: number, shown: number, whole: number) => 0.5 + (at - shown / 2) / (whole * scale);
  return { x: along(tap.clientX - left, width, videoWidth), y: along(tap.clientY - top, height, videoHeight) };
}

/** Covers the picture while the camera is in use but sends no pictures. */
function pauseView({ t, act }: Screen, { at }: CameraState): TemplateResult {
  const why = pauseText(at, t);
  return html`
    <div class="pause ${why === undefined ? '' : 'shown'}">
      <p role="status">${why}</p>
      ${at === 'asleep' ? html`<button type="button" part="wake" @click=${() => act.camera()?.wake()}>${t.camera.wake}</button>` : nothing}
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
              <button type="button" part="retry" @click=${act.retryCamera}>${t.camera.retry}</button>
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

/** The controls that the open camera has. */
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
              @click=${() => act.camera()?.setTorch(!torch)}
            >
              ${t.camera.torch}
            </button>`
      }
      ${focusable ? html`<button type="button" part="focus" @click=${() => act.camera()?.focusAt(0.5, 0.5)}>${t.camera.focus}</button>` : nothing}
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
        @input=${(event: Event) => act.camera()?.zoomTo((event.target as HTMLInputElement).valueAsNumber)}
      />
      <span aria-hidden="true">${said}</span>
    </label>
  `;
}

function anotherView({ t, act }: Screen, lens: CameraState | undefined): TemplateResult | typeof nothing {
  if (lens === undefined || lens.others === 0) return nothing;
  return html`<button type="button" part="another-camera" @click=${() => act.camera()?.another()}>${t.camera.another}</button>`;
}
