import { createHttpRegistry, isLockOut, type ShowFacts } from '@kaiku/client';
import { admissionOf, helsinkiDay } from '@kaiku/client/admission';
import { showMemory } from '../browser/show-memory.ts';
import type { FailureCause, FlowState } from '../flow/flow.ts';
import type { SessionContext } from './context.ts';
import { failureCauseOf } from './failure-cause.ts';

/** What the clerk can do with the list of shows. */
export interface ShowListActions {
  /** Opens or closes the list. */
  readonly look: (open: boolean) => void;
  /** Changes to a show. With `byKeys`, asks first: a reader types as a person does. */
  readonly choose: (show: ShowFacts, byKeys: boolean) => void;
  /** Answers that question. */
  readonly change: (sure: boolean) => void;
}

/** The shows of the venue. */
export interface ShowsShown {
  /** True if the element can list them: it has a registry and a token of its own. */
  readonly isThere: boolean;
  /** True if the clerk chooses a show now. A card that is read closes the list. */
  readonly isOpen: boolean;
  /** Today's, the earliest first; `undefined` until the list is fetched. */
  readonly today: readonly ShowFacts[] | undefined;
  /** Those of later days. */
  readonly later: readonly ShowFacts[];
  /** Why the list could not be fetched. */
  readonly failure: FailureCause | undefined;
  /** True if that is because the registry has stopped this device. */
  readonly isStopped: boolean;
  /** The show that the clerk is asked to confirm. */
  readonly asked: ShowFacts | undefined;
}

/** A show that began less than this ago still admits people who are late. Guess. */
const lateMs = 15 * 60_000;

/** The shows of the venue. Chooses the next one of today if the page names none. */
export class ShowList implements ShowsShown {
  readonly #context: SessionContext;
  readonly #flow: () => FlowState;
  readonly #choose: (showId: string) => void;
  /** What the list was fetched with. */
  #source: { readonly registry: string; readonly token: unknown } | undefined;
  #shows: readonly ShowFacts[] | undefined;
  #failure: FailureCause | undefined;
  #wantsOpen = false;
  #asked: ShowFacts | undefined;

  constructor(context: SessionContext, flow: () => FlowState, choose: (showId: string) => void) {
    this.#context = context;
    this.#flow = flow;
    this.#choose = choose;
  }

  get isThere(): boolean {
    const { registry, desk, training } = this.#context.settings;
    return registry !== '' && this.#context.token() !== undefined && desk === undefined && !training;
  }
  get isOpen(): boolean {
    const { at } = this.#flow();
    if (!this.isThere) return false;
    if (this.#context.settings.show === '') return at === 'idle';
    return this.#wantsOpen && (at === 'idle' || at === 'starting' || at === 'scanning');
  }
  get today(): readonly ShowFacts[] | undefined {
    return this.#shows?.filter(isToday);
  }
  get later(): readonly ShowFacts[] {
    const nowMs = Date.now();
    return (this.#shows ?? []).filter((show) => !isToday(show) && Date.parse(show.startsAt) > nowMs);
  }
  get failure(): FailureCause | undefined {
    return this.#failure;
  }
  get isStopped(): boolean {
    return this.#shows === undefined && this.#failure !== undefined && isLockOut(this.#failure);
  }
  get asked(): ShowFacts | undefined {
    return this.#asked;
  }

  readonly act: ShowListActions = {
    look: (open) => {
      this.#wantsOpen = open;
      this.#asked = undefined;
      if (open) void this.#fetch();
      this.#context.changed();
    },
    choose: (show, byKeys) => {
      this.#asked = show;
      if (!byKeys || this.#context.settings.show === '') this.act.change(true);
      else this.#context.changed();
    },
    change: (sure) => {
      const show = this.#asked;
      this.#asked = undefined;
      if (sure && show !== undefined) {
        this.#wantsOpen = false;
        if (show.id !== this.#context.settings.show) this.#choose(show.id);
      }
      this.#context.changed();
    },
  };

  /** A card was taken up: the clerk works at the present show. */
  close(): void {
    this.#wantsOpen = false;
    this.#asked = undefined;
  }

  /** Fetches the list if the page names no show. To be called before each paint. */
  update(): void {
    const { registry, show } = this.#context.settings;
    const token = this.#context.token();
    if (!this.isThere || show !== '') return;
    if (this.#source?.registry === registry && this.#source.token === token) return;
    void this.#fetch();
  }

  async #fetch(): Promise<void> {
    const { registry } = this.#context.settings;
    const token = this.#context.token();
    if (token === undefined) return;
    const source = { registry, token };
    this.#source = source;
    this.#failure = undefined;
    try {
      const shows = await createHttpRegistry({ url: registry, token }).shows();
      if (this.#source !== source) return;
      this.#shows = shows.filter(({ cancelled = false }) => !cancelled).sort(byStart);
      showMemory.write(registry, this.#shows);
    } catch (error) {
      if (this.#source !== source) return;
      this.#failure = failureCauseOf(error);
      // A page that is loaded in an outage knows tonight's shows, too.
      this.#shows ??= showMemory.read(registry);
    }
    const next = nextShow(this.#shows ?? []);
    if (this.#context.settings.show === '' && next !== undefined) this.#choose(next.id);
    this.#context.changed();
  }
}

function byStart(one: ShowFacts, other: ShowFacts): number {
  return Date.parse(one.startsAt) - Date.parse(other.startsAt);
}

/** True on the day of the show in Finland; of a show that admits per day, on each day from its first. */
function isToday(show: ShowFacts): boolean {
  const nowMs = Date.now();
  const startsMs = Date.parse(show.startsAt);
  if (admissionOf(show) === 'per-day' && startsMs < nowMs) return true;
  return helsinkiDay(startsMs) === helsinkiDay(nowMs);
}

/** Returns the next of today's shows, or the last one; `undefined` if today has none. */
function nextShow(shows: readonly ShowFacts[]): ShowFacts | undefined {
  const today = shows.filter(isToday);
  return today.find(({ startsAt }) => Date.parse(startsAt) > Date.now() - lateMs) ?? today.at(-1);
}
