import { html, nothing, type TemplateResult } from 'lit';
import { takesCodes } from '../enrolment/enrolment.ts';
import { announcementOf } from './announcement.ts';
import { resultText, warningView } from './device-warning-view.ts';
import { enrolmentFieldView } from './enrolment-view.ts';
import { failureView, headerView, placesText } from './header-view.ts';
import { lastView } from './last-view.ts';
import { leasesView } from './leases-view.ts';
import { reviewAnnouncement, reviewView } from './review-view.ts';
import type { Screen } from './screen.ts';
import { stageView } from './stage-view.ts';
import { statusText } from './status-view.ts';
import { trainingView } from './training-view.ts';
import { typedView } from './typed-view.ts';
import { waysView } from './ways-view.ts';

/** The whole screen, from top to bottom, and the texts that are read out. */
export function screenView(screen: Screen): TemplateResult {
  const { polite, assertive } = announcementOf(screen);
  return html`
    <section class="screen ${classesOf(screen)}" lang=${screen.t.lang} aria-label=${screen.t.title}>
      <div ?inert=${screen.shift.isOpen}>
        ${headerView(screen)} ${trainingView(screen)} ${failureView(screen)} ${warningView(screen)} ${reviewView(screen)}
        <div class="work">
          <div class=${`stage ${toneOf(screen)}`.trim()} part="stage" tabindex="-1">${stageView(screen)}</div>
          ${waysView(screen)} ${fieldView(screen)}
        </div>
        <div class="below">
          ${lastView(screen)}
          <slot name="actions"></slot>
          ${leasesView(screen)}
          <slot name="help"></slot>
        </div>
      </div>
      ${screen.later?.drawerView(screen)}
      <p class="said" role="status">${polite}</p>
      <p class="said" role="status">${statusText(screen)}</p>
      <p class="said" role="status">${reviewAnnouncement(screen)}</p>
      <p class="said" role="status">${placesText(screen)}</p>
      <p class="said" role="status">${resultText(screen)} ${screen.reservations.result?.(screen.t)}</p>
      <p class="said" role="alert">${assertive}</p>
    </section>
  `;
}

/** The field for a card's code, or for the code of the device. */
function fieldView(screen: Screen): TemplateResult | typeof nothing {
  if (takesCodes(screen.enrolment)) return enrolmentFieldView(screen);
  return screen.ways.typed ? typedView(screen) : nothing;
}

/** The states in which the stage is a layer over the camera, and those in which a group is at its place. */
const layers: ReadonlySet<string> = new Set(['asking', 'recording', 'showing', 'undoing']);
const gathers: ReadonlySet<string> = new Set(['gathering', 'joining', 'admitting']);

function classesOf({ flow: { at }, active, discreet }: Screen): string {
  const layer = active && layers.has(at) ? 'layer' : active && gathers.has(at) ? 'gathers' : '';
  return `at-${at} ${discreet ? 'discreet' : 'full'} ${layer}`.trim();
}

/** In the full display the answer colours its ground. */
function toneOf({ flow, active }: Screen): string {
  if (!active || (flow.at !== 'showing' && flow.at !== 'undoing')) return '';
  const isUndone = flow.at === 'showing' && (flow.undo.status === 'voided' || flow.undo.status === 'provisional');
  return isUndone ? '' : `toned tone-${flow.shown.outcome}`;
}
