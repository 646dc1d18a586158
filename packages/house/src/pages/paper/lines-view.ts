import { type Locale, reviewText } from '@kaiku/scanner/locales';
import { html, nothing, type TemplateResult } from 'lit';
import type { EntryWords } from '../../locales/paper.ts';
import type { Line } from './sheet.ts';

/** What the view of the lines needs. */
interface LinesContext {
  readonly words: EntryWords;
  /** The clerk's words for rules and reviews. */
  readonly locale: Locale;
  undo(line: Line): void;
}

/** Returns the lines, the last first, with their sums and what is still to be sent. */
export function linesView(lines: readonly Line[], given: LinesContext): TemplateResult {
  const { words } = given;
  if (lines.length === 0) return html`<p class="quiet">${words.none}</p>`;
  const counted = lines.filter(({ state }) => state === 'recorded' || state === 'waiting');
  const waiting = counted.filter(({ state }) => state === 'waiting').length;
  const isBusy = lines.some(({ state }) => state === 'checking');
  const people = counted.reduce((sum, { minors }) => sum + 1 + minors, 0);
  return html`<div>
        <h3>${words.rows}</h3>
        <p class="number total">${words.total(counted.length, people)}</p>
        <p class=${waiting > 0 ? 'notice' : 'quiet'} role="status">
          ${waiting > 0 ? words.waiting(waiting) : isBusy ? nothing : words.allSent}
        </p>
      </div>
      <div class="scrolls" tabindex="0" role="group" aria-label=${words.rows}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">${words.row}</th>
              <th scope="col">${words.card}</th>
              <th scope="col" class="number">${words.children}</th>
              <th scope="col">${words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            ${[...lines].reverse().map((line) => lineView(line, given))}
          </tbody>
        </table>
      </div>`;
}

function lineView(line: Line, { words, locale, undo }: LinesContext): TemplateResult {
  const review = line.review && reviewText(line.review, locale);
  const flags = line.flags.filter((flag) => flag !== 'late' && flag !== 'card-not-checked');
  const isUndoable = line.visitId !== undefined && line.state !== 'undone';
  return html`<tr class=${line.state} data-number=${line.number}>
      <td class="number">${line.number}</td>
      <td class="code">${line.card}</td>
      <td class="number">${line.minors}</td>
      <td>
        <strong class="state">${review?.sentence ?? words.state[line.state]}</strong>
        ${review?.nextStep ?? flags.map((flag) => locale.flags[flag]).join(' ')}
        ${
          isUndoable
            ? html`<button
                type="button"
                aria-label=${words.undoOf(line.number, line.card)}
                @click=${() => undo(line)}
              >
                ${words.undo}
              </button>`
            : nothing
        }
      </td>
    </tr>`;
}
