import { html, type TemplateResult } from 'lit';
import { announcementOf } from './announcement.ts';
import { deviceView, resultText, warningView } from './device-view.ts';
import { failureView, headerView, placesText } from './header-view.ts';
import { leasesView } from './leases-view.ts';
import { reservationsText, reservationsView } from './reservations-view.ts';
import { reviewAnnouncement, reviewView } from './review-view.ts';
import type { Screen } from './screen.ts';
import { shiftView } from './shift-view.ts';
import { soundView } from './sound-view.ts';
import { stageView } from './stage-view.ts';
import { statusText } from './status-view.ts';
import { trainingView, trainView } from './training-view.ts';
import { waysView } from './ways-view.ts';

/** The whole screen, from top to bottom, and the texts that are read out. */
export function screenView(screen: Screen): TemplateResult {
  const { polite, assertive } = announcementOf(screen);
  return html`
    <section class="screen at-${screen.flow.at} ${screen.discreet ? 'discreet' : 'full'}" lang=${screen.t.lang} aria-label=${screen.t.title}>
      ${headerView(screen)} ${trainingView(screen)} ${failureView(screen)} ${warningView(screen)} ${reviewView(screen)}
      <div class="work">
        <div class="stage" part="stage" tabindex="-1">${stageView(screen)}</div>
        ${waysView(screen)}
      </div>
      <slot name="actions"></slot>
      ${leasesView(screen)} ${shiftView(screen)} ${reservationsView(screen)} ${soundView(screen)} ${deviceView(screen)} ${trainView(screen)}
      <slot name="help"></slot>
      <p class="said" role="status">${polite}</p>
      <p class="said" role="status">${statusText(screen)}</p>
      <p class="said" role="status">${reviewAnnouncement(screen)}</p>
      <p class="said" role="status">${placesText(screen)}</p>
      <p class="said" role="status">${resultText(screen)} ${reservationsText(screen)}</p>
      <p class="said" role="alert">${assertive}</p>
    </section>
  `;
}
