import { html, nothing, type TemplateResult } from 'lit';
import { cameraView } from './camera-view.ts';
import { readerView } from './reader-view.ts';
import type { Screen } from './screen.ts';

/** The input methods: the camera's picture and the field to type in. Both stay while a card is in progress. */
export function waysView(screen: Screen): TemplateResult {
  const { ways } = screen;
  return html`
    <div class="ways">
      ${screen.elsewhere ? elsewhereView(screen) : nothing}
      ${ways.camera === undefined ? nothing : cameraView(screen, { state: ways.camera, lens: ways.lens })}
      ${readerView(screen)}
    </div>
  `;
}

function elsewhereView({ t, act }: Screen): TemplateResult {
  return html`<div class="no-picture" part="elsewhere">
    <p>${t.elsewhere.sentence}</p>
    <button type="button" part="take-sources" @click=${act.takeSources}>${t.elsewhere.take}</button>
  </div>`;
}
