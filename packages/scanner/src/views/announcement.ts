import type { Shown } from '../flow.ts';
import type { Locale } from '../locales/locale.ts';
import { failureText, refusalText } from '../locales/texts.ts';
import type { Screen } from './screen.ts';

/** What assistive technology is told of a change: at once, or when it next has a moment. */
export interface Announcement {
  readonly assertive: string;
  readonly polite: string;
}

/** What is said aloud where the flow stands now. The same state says the same, so that it is said once. */
export function announcementOf(screen: Screen): Announcement {
  const { flow, t } = screen;
  switch (flow.at) {
    case 'idle':
    case 'starting':
      return { assertive: '', polite: '' };
    case 'scanning':
      return { assertive: '', polite: screen.foreign ? t.ready.foreign : t.ready.scanning };
    case 'checking':
      return { assertive: '', polite: t.ready.checking };
    case 'asking':
      return { assertive: '', polite: askingText(screen) };
    case 'recording':
      return { assertive: '', polite: t.asking.recording };
    case 'undoing':
      return { assertive: '', polite: t.verdict.undoing };
    case 'showing':
      return { assertive: showingText(screen), polite: '' };
    default:
      return flow satisfies never;
  }
}

function askingText({ flow, t, mask }: Screen): string {
  if (flow.at !== 'asking') return '';
  const { minors } = flow.decision;
  return [
    flow.unrecorded === undefined ? '' : t.card.unrecorded(mask(flow.unrecorded)),
    minors.most === 0 ? t.asking.justConfirm : `${t.asking.question[minors.who]} ${t.asking.allowed(minors)}.`,
    flow.decision.outcome === 'undecided' ? t.asking.provisional : '',
  ].join(' ');
}

function showingText({ flow, t }: Screen): string {
  if (flow.at !== 'showing') return '';
  switch (flow.undo.status) {
    case 'annulled':
      return t.verdict.annulled.sentence;
    case 'provisional':
      return t.verdict.annulledProvisionally.sentence;
    case 'failed':
      return t.verdict.undoFailed;
    case 'none':
    case 'offered':
      return shownText(flow.shown, t, flow.code?.holder === 'community' ? 'clients' : 'children');
    default:
      return flow.undo satisfies never;
  }
}

function shownText(shown: Shown, t: Locale, who: 'children' | 'clients'): string {
  const word = `${t.verdict.word[shown.outcome]}.`;
  switch (shown.outcome) {
    case 'confirmed':
    case 'provisional':
      return `${word} ${t.verdict.party(shown.party.minors, who)}.`;
    case 'refused': {
      const { sentence, nextStep } = refusalText(shown.refusal, t);
      return `${word} ${sentence} ${nextStep}`;
    }
    case 'undecided': {
      const { sentence, nextStep } = failureText(shown.cause, t);
      return `${word} ${sentence} ${nextStep}`;
    }
    default:
      return shown satisfies never;
  }
}
