import type { LitElement, ReactiveController } from 'lit';
import { isTextField } from '../browser/text-field.ts';
import type { FlowState } from '../flow/flow.ts';
import type { Session } from '../session/session.ts';

/**
 * Moves the focus to where the next key belongs: the button that confirms or continues, or the field to type in. Only if the
 * focus is inside the element or nowhere: a field of the page keeps it. A question and its answer stay in view, also when the
 * window is resized or a tablet is turned.
 */
export class FocusController implements ReactiveController {
  readonly #host: LitElement;
  readonly #session: Pick<Session, 'flow' | 'origin' | 'state' | 'enrolment'>;
  #at: FlowState['at'] = 'idle';
  #flow: FlowState | undefined;
  #enrolling: string = 'off';
  #mayMove = false;
  #hadFocus = false;
  #isDrawerOpen = false;

  constructor(host: LitElement, session: Pick<Session, 'flow' | 'origin' | 'state' | 'enrolment'>) {
    this.#host = host;
    this.#session = session;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('resize', this.#onResize);
  }

  hostDisconnected(): void {
    window.removeEventListener('resize', this.#onResize);
  }

  hostUpdate(): void {
    // Before the paint: a button that is removed loses the focus.
    this.#hadFocus = this.#host.shadowRoot?.activeElement != null;
    this.#mayMove = isFree(this.#host) || this.#hadFocus;
  }

  hostUpdated(): void {
    this.#followEnrolment();
    const { flow, origin } = this.#session;
    const { at } = flow;
    const isNews = flow !== this.#flow;
    this.#flow = flow;
    // Before the focus moves: a question and its answer are in view, also when a note makes them taller.
    if (isNews && this.#mayMove) this.#showStage(at);
    this.#followDrawer();
    // The focused element was removed, for example a card of a group.
    const lost = this.#hadFocus && this.#host.shadowRoot?.activeElement == null;
    // Or the button that woke the camera.
    if (at === this.#at && at === 'scanning' && lost) this.#focus('.stage');
    if (at === this.#at && !(lost && at === 'gathering')) return;
    const before = this.#at;
    this.#at = at;
    if (!this.#mayMove) return;
    if (at === 'asking' || at === 'showing') this.#focus(`[data-focus=${at}]`);
    if (at === 'gathering') this.#focus(origin === 'typed' ? '#code' : '[data-focus=gathering]');
    // After a typed card the next one is likely typed too. Otherwise the field would only open a phone's keyboard.
    if (at === 'scanning' && before !== 'idle' && before !== 'starting')
      this.#focus(origin === 'typed' ? '#code' : '.stage');
  }

  readonly #onResize = (): void => {
    if (this.#host.shadowRoot?.activeElement != null) this.#showStage(this.#session.flow.at);
  };

  #showStage(at: FlowState['at']): void {
    if (!free.has(at)) this.#host.shadowRoot?.querySelector('.stage')?.scrollIntoView({ block: 'nearest' });
  }

  /** The drawer takes the focus, and gives it back to its button. */
  #followDrawer(): void {
    const { isOpen } = this.#session.state.shift;
    if (isOpen === this.#isDrawerOpen) return;
    this.#isDrawerOpen = isOpen;
    if (this.#hadFocus) this.#focus(isOpen ? '[data-focus=drawer]' : '[part=menu]');
  }

  #followEnrolment(): void {
    const { at } = this.#session.enrolment.state;
    if (at === this.#enrolling) return;
    this.#enrolling = at;
    if (!this.#mayMove) return;
    if (at === 'named' || at === 'replacing') this.#focus('[data-focus=enrolment]');
    // For a reader, which types the code. On a phone the field would only open the keyboard over the camera.
    if (at === 'asking' && matchMedia('(pointer: fine)').matches) this.#focus('#enrolment-code');
  }

  #focus(selector: string): void {
    const root = this.#host.shadowRoot;
    // Does not interrupt a clerk who is already typing the next code.
    if (isTextField(root?.activeElement) && root.activeElement.value !== '') return;
    root?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }
}

/** The states without a question or an answer that must be in view. */
const free: ReadonlySet<FlowState['at']> = new Set(['idle', 'starting', 'scanning', 'checking']);

function isFree(host: LitElement): boolean {
  const { activeElement, body } = host.ownerDocument;
  return activeElement === null || activeElement === body;
}
