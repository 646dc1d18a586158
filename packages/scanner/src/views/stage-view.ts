import type { TemplateResult } from 'lit';
import { askingView } from './asking-view.ts';
import { enrolmentView, isEnrolling } from './enrolment-view.ts';
import { gatheringView } from './gathering-view.ts';
import { checkingView, idleView, lockedOutView, scanningView, startingView, stoppedView } from './ready-views.ts';
import type { Screen } from './screen.ts';
import { showingView } from './showing-view.ts';
import { showsView } from './shows-view.ts';

/** The view of the flow's state. */
export function stageView(screen: Screen): TemplateResult {
  const { flow } = screen;
  if (!screen.active) return stoppedView(screen);
  if (isEnrolling(screen.enrolment)) return enrolmentView(screen);
  if (screen.shows.isOpen) return showsView(screen);
  switch (flow.at) {
    case 'idle':
      return idleView(screen);
    case 'starting':
      return screen.lockedOut ? lockedOutView(screen) : startingView(screen);
    case 'scanning':
      return screen.lockedOut ? lockedOutView(screen) : scanningView(screen);
    case 'checking':
      return checkingView(screen);
    case 'asking':
    case 'recording':
      return askingView({ ...screen, flow });
    case 'gathering':
    case 'joining':
    case 'admitting':
      return gatheringView({ ...screen, flow });
    case 'showing':
    case 'undoing':
      return showingView({ ...screen, flow });
    default:
      return flow satisfies never;
  }
}
