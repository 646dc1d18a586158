import { html, nothing, type TemplateResult } from 'lit';
import { cameraView } from './camera-view.ts';
import { readerView } from './reader-view.ts';
import type { Screen } from './screen.ts';
import { typedView } from './typed-view.ts';

/** The ways in: the camera's picture, and the field to type a code in. Both stay while a card is under way. */
export function waysView(screen: Screen): TemplateResult {
  const { ways } = screen;
  return html`
    <div class="ways">
      ${ways.camera === undefined ? nothing : cameraView(screen, { state: ways.camera, lens: ways.lens })}
      ${ways.typed ? typedView(screen) : nothing}
      ${readerView(screen)}
    </div>
  `;
}
