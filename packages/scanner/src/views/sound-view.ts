import { html, type TemplateResult } from 'lit';
import type { Screen } from './screen.ts';

const answers = ['confirmed', 'provisional', 'has-ticket', 'refused', 'undecided'] as const;

/** The volume, and a button that plays each sound. Folded, because it is set once. */
export function soundView({ t, act, sound }: Screen): TemplateResult {
  const percent = Math.round(sound.volume * 100);
  const setVolume = (event: Event) => act.sound.set({ volume: (event.target as HTMLInputElement).valueAsNumber / 100 });
  return html`
    <details class="device" part="sound">
      <summary><h2>${t.sound.title}</h2></summary>
      <div class="volume">
        <button
          type="button"
          part="mute"
          aria-pressed=${sound.muted ? 'true' : 'false'}
          @click=${() => act.sound.set({ muted: !sound.muted })}
        >
          ${t.sound.mute}
        </button>
        <label for="volume">${t.sound.volume}</label>
        <input
          id="volume"
          part="volume"
          type="range"
          min="0"
          max="100"
          step="10"
          .value=${String(percent)}
          aria-valuetext="${percent} %"
          @input=${setVolume}
        />
      </div>
      <p class="quiet">${t.sound.listen}</p>
      <div class="actions">
        ${answers.map(
          (answer) => html`<button type="button" part="try-sound" @click=${() => act.sound.try(answer)}>
            ${t.verdict.word[answer]}
          </button>`,
        )}
      </div>
    </details>
  `;
}
