import type { Showing } from '../flow/flow.ts';
import { refusalText, ticketText, undecidedText } from '../locales/texts.ts';
import { shortOfPlaces, warningsText } from './asking-view.ts';
import { checkedByText } from './checked-by.ts';
import { enrolmentText, isEnrolling } from './enrolment-view.ts';
import { saidLines } from './gathering-view.ts';
import { lateText } from './paper-view.ts';
import type { Screen } from './screen.ts';
import { comersText, remindersOf, toDoText, withTicketText } from './showing-view.ts';

/** The texts that assistive technology reads out after a change. */
export interface Announcement {
  /** Interrupts. */
  readonly assertive: string;
  /** Waits for a pause. */
  readonly polite: string;
}

/** Returns what is read out in a state of the flow. The same state has the same texts, so they are read out once. */
export function announcementOf(screen: Screen): Announcement {
  const { flow, t } = screen;
  if (!screen.active) return { assertive: '', polite: `${t.ready.stopped.sentence} ${t.ready.stopped.nextStep}` };
  if (isEnrolling(screen.enrolment)) return { assertive: '', polite: enrolmentText(screen) };
  switch (flow.at) {
    case 'idle':
    case 'starting':
      return { assertive: '', polite: '' };
    case 'scanning':
      return { assertive: '', polite: screen.notice === undefined ? t.ready.scanning : t.ready[screen.notice] };
    case 'checking':
      return { assertive: '', polite: t.ready.checking };
    case 'asking':
      return { assertive: '', polite: askingText(screen) };
    case 'gathering':
      return { assertive: saidText(screen), polite: gatheringText(screen) };
    case 'joining':
      return { assertive: '', polite: t.ready.checking };
    case 'admitting':
      return { assertive: '', polite: t.asking.recording };
    case 'recording':
      return { assertive: '', polite: [t.asking.recording, nextText(screen)].join(' ').trim() };
    case 'undoing':
      return { assertive: '', polite: t.verdict.undoing };
    case 'showing':
      return { assertive: showingText(screen), polite: afterShowing(screen) };
    default:
      return flow satisfies never;
  }
}

/** The card that was shown while this one was being recorded. */
function nextText({ flow, t, mask }: Screen): string {
  const next = 'next' in flow ? flow.next : undefined;
  return next === undefined ? '' : t.card.waits(mask(next));
}

/** The card that waits, then what the clerk may do or say after a recording. */
function afterShowing(screen: Screen): string {
  const { flow, t, shift, nowMs } = screen;
  if (flow.at !== 'showing') return '';
  const isUndone = flow.undo.status === 'voided' || flow.undo.status === 'provisional';
  const untilMs = shift.shownUndoUntilMs;
  return [
    nextText(screen),
    ...(untilMs === undefined ? [] : [t.verdict.undoUntil(t.dates.since(untilMs, nowMs))]),
    ...(isUndone ? [] : remindersOf({ ...screen, flow })),
  ]
    .join(' ')
    .trim();
}

function askingText({ flow, t, mask }: Screen): string {
  if (flow.at !== 'asking') return '';
  const { minors } = flow.decision;
  return [
    flow.unrecorded === undefined ? '' : t.card.unrecorded(mask(flow.unrecorded)),
    flow.decision.late === undefined ? '' : lateText(flow.decision.late, t),
    warningsText([flow.decision], t),
    shortOfPlaces(flow.decision, t),
    minors.max === 0 ? t.asking.justConfirm : `${t.asking.question} ${t.asking.allowed(minors)}.`,
    flow.decision.outcome === 'provisional' ? t.asking.provisional : '',
    checkedByText([flow.decision], t),
  ].join(' ');
}

/** Says why a card did not join the group, or why the group was not recorded; empty if neither. */
function saidText({ flow, t, mask, desk }: Screen): string {
  return flow.at === 'gathering' && flow.said !== undefined ? saidLines(flow.said, { t, mask, desk }).join(' ') : '';
}

/** The group: its last card, its people, and what prevents its recording. */
function gatheringText({ flow, t, mask, plan, desk }: Screen): string {
  if (flow.at !== 'gathering') return '';
  const coming = flow.parts.filter((part) => part.coming);
  const people = coming.reduce((sum, { minors }) => sum + 1 + minors, 0);
  const last = flow.parts.at(-1)?.decision;
  const refusal = plan?.outcome === 'refused' ? plan.refusal : undefined;
  return [
    flow.unrecorded === undefined ? '' : t.card.unrecorded(mask(flow.unrecorded)),
    last === undefined ? '' : t.group.joined(mask(last.code)),
    last?.outcome === 'has-ticket' ? `${t.group.hasTicket}.` : '',
    `${t.group.total(coming.length, people)}.`,
    warningsText(
      coming.map(({ decision }) => decision),
      t,
    ),
    refusal === undefined ? '' : refusalText(refusal, t, { show: desk?.show }).sentence,
    plan?.outcome === 'provisional' ? t.asking.provisional : '',
  ].join(' ');
}

function showingText(screen: Screen): string {
  const { flow, t } = screen;
  if (flow.at !== 'showing') return '';
  switch (flow.undo.status) {
    case 'voided':
      return t.verdict.voided(flow.codes.length).sentence;
    case 'provisional':
      return t.verdict.voidedProvisionally.sentence;
    case 'failed':
      return t.verdict.undoFailed;
    case 'none':
    case 'offered':
      return shownText(flow, screen);
    default:
      return flow.undo satisfies never;
  }
}

function shownText(flow: Showing, screen: Screen): string {
  const { t, desk } = screen;
  const { shown } = flow;
  const word = `${t.verdict.word[shown.outcome]}.`;
  switch (shown.outcome) {
    case 'confirmed':
    case 'provisional':
      return [
        `${word} ${comersText({ t, flow }, shown)}.`,
        toDoText(screen, shown),
        shown.takenAt === undefined ? '' : `${t.verdict.takenAt(shown.takenAt)}.`,
        shown.outcome === 'provisional' ? t.verdict.kept[shown.by] : '',
        withTicketText(screen, shown),
      ]
        .filter((text) => text !== '')
        .join(' ');
    case 'has-ticket': {
      const { sentence, nextStep } = ticketText(shown, t);
      const comers = comersText({ t, flow }, shown);
      return `${word} ${comers === '' ? '' : `${comers}. `}${sentence} ${nextStep}`;
    }
    case 'refused': {
      const { sentence, nextStep } = refusalText(shown.refusal, t, { show: desk?.show, code: flow.codes[0] });
      return `${word} ${sentence} ${nextStep}`;
    }
    case 'undecided': {
      const { sentence, nextStep } = undecidedText(shown, t);
      return `${word} ${sentence} ${nextStep}`;
    }
    default:
      return shown satisfies never;
  }
}
