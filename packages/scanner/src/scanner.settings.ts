import type { ReadingSource } from '@kaiku/capture';
import type { Desk, LeaseTickets, OfflinePolicy, UsageHow } from '@kaiku/client';
import { type ComplexAttributeConverter, LitElement } from 'lit';
import type { LocaleStrings } from './locales/overrides.ts';
import type { SessionSettings, Token } from './session/settings.ts';
import { type After, pageAfter } from './session/timer.ts';

/** True without the attribute, because a boolean attribute of HTML cannot be true by default. `active="false"` is false. */
const activeConverter: ComplexAttributeConverter<boolean> = {
  fromAttribute: (value) => value !== 'false',
  toAttribute: (active) => (active ? null : 'false'),
};

/** No attribute for the default, so that an element does not change its own attributes. */
const themeConverter: ComplexAttributeConverter<string> = {
  fromAttribute: (value) => value ?? 'auto',
  toAttribute: (theme) => (theme === 'auto' ? null : theme),
};

/** The attributes and properties of `<kaiku-scanner>`, with their defaults. */
export class ScannerSettings extends LitElement implements SessionSettings {
  static override properties = {
    registry: { type: String },
    show: { type: String },
    sources: { type: String },
    display: { type: String },
    theme: { converter: themeConverter, reflect: true },
    active: { converter: activeConverter, reflect: true },
    auto: { type: Boolean },
    training: { type: Boolean, reflect: true },
    recordsAs: { type: String, attribute: 'records-as' },
    offlinePolicy: { type: String, attribute: 'offline-policy' },
    maxUnconfirmed: { type: Number, attribute: 'max-unconfirmed' },
    leaseTickets: {
      attribute: 'lease-tickets',
      converter: (text: string | null) => (text === null || text === 'auto' ? 'auto' : Number(text)),
    },
    readerHelp: { type: String, attribute: 'reader-help' },
    token: { attribute: false },
    desk: { attribute: false },
    strings: { attribute: false },
    verdictForMs: { attribute: false },
    undoForMs: { attribute: false },
    createCamera: { attribute: false },
    createWedge: { attribute: false },
    workerUrl: { attribute: false },
    wasmUrl: { attribute: false },
    timer: { attribute: false },
  };

  /** The registry's address. */
  declare registry: string;
  /**
   * The id of the show. Empty: the element lists the venue's shows and chooses the next one of today. It changes when the clerk
   * chooses another.
   */
  declare show: string;
  /** The input methods, separated by spaces: any of `camera wedge typed`. Default: all three. */
  declare sources: string;
  /**
   * `discreet` (default): large text names no card and no refusal, answers are on a neutral background, and the kind of card
   * is not shown. `full`: plain words, and panels in the colour of the answer, for a screen that only the clerk sees.
   */
  declare display: 'discreet' | 'full';
  /** `light`, `dark`, or as the system prefers (`auto`, default). */
  declare theme: 'light' | 'dark' | 'auto';
  /**
   * Whether the element works. False (attribute `active="false"`): no camera, no keys, nothing recorded, and the screen says
   * that it is stopped; pending visits are still sent. When it is true again, the screen continues where it was. Default true.
   * An element that no person can see or reach does not work either (docs/element.md#awake-and-asleep).
   */
  declare active: boolean;
  /**
   * Training: demo cards for every answer, a watermark, and a desk in memory. No visit, event, request or file leaves the
   * element, and no real desk is made; an existing one still sends its pending visits. The clerk can start and end it on the
   * screen.
   */
  declare training: boolean;
  /**
   * Records at once if there is nothing to ask: the registry admits the card and no one else may come along. Never for a
   * typed code, which is read back first, nor without the registry. Default: the clerk confirms every card.
   */
  declare auto: boolean;
  /**
   * What visits are recorded as: `sold` in advance, `door` at the entrance, `reserved` for later. Default: `door` on a device
   * that is enrolled with that role, otherwise `sold`. Attribute `records-as`. A desk of the page's own has its own.
   */
  declare recordsAs: UsageHow | undefined;
  /**
   * What happens in an outage if this device holds no tickets for the show. `accept`: a few visits are recorded unconfirmed
   * (default). `last-known`: only if the tickets left were known a short while ago and are clearly enough. `deny`: none.
   * Attribute `offline-policy`. This and the next two are for the element's own desk. Another value makes another desk; an
   * invalid one makes none (`config/invalid`).
   */
  declare offlinePolicy: OfflinePolicy;
  /** How many visits of the show may be unconfirmed at once; a group counts as one. 0: none. Default 5. Attribute `max-unconfirmed`. */
  declare maxUnconfirmed: number;
  /**
   * How many tickets to lease for an outage, if the show has a cap. 0: none. Default `auto`: a few while they are useful
   * (docs/promises.md#leases). Attribute `lease-tickets`.
   */
  declare leaseTickets: LeaseTickets;
  /** The page's reader doctor, linked when a reader had to be corrected (docs/readers.md). Attribute `reader-help`. */
  declare readerHelp: string | undefined;
  /**
   * A bearer token, a function that returns one, or a `DeviceKey`. Without it, and without a desk, this browser is an enrolled
   * device: the element asks for its code (docs/devices.md). A page that fetches its token sets a function at once. It is called at each request, with `{ refused }`: the token
   * that the registry has just refused, else `undefined`. Never an attribute, because attributes are visible in the page.
   */
  declare token: Token | undefined;
  /** The page's own desk, instead of `registry`, `show` and `token`. The page closes it. */
  declare desk: Desk | undefined;
  /**
   * Texts that replace the element's own, in every language: `{ verdict: { next: 'Nästa' } }`. For another language, or to
   * replace all texts of one, see `registerLocale`.
   */
  declare strings: LocaleStrings | undefined;
  /**
   * How long a verdict stays after a success, in milliseconds; 0: until the clerk dismisses it. Default 8000: guess, to be
   * measured at a door. Refusals always stay, because the clerk may have to explain them.
   */
  declare verdictForMs: number;
  /**
   * How long a recording may be undone from the history of the shift, in milliseconds; 0: only while its answer is shown.
   * Default ten minutes: guess, decision 0008.
   */
  declare undoForMs: number;
  /**
   * Creates the camera source, instead of `cameraSource`. Read when the sources are opened, like the next three. While the
   * element asks for an enrolment code, it passes `accepts`: true for the texts to read then.
   */
  declare createCamera: ((video: HTMLVideoElement, accepts?: (text: string) => boolean) => ReadingSource) | undefined;
  /** Creates the wedge source, instead of `wedgeSource`. */
  declare createWedge: (() => ReadingSource) | undefined;
  /** The address of the decode worker, if it is not next to the module. */
  declare workerUrl: string | URL | undefined;
  /** The address of the decoder's `.wasm`, if it is not next to the worker. */
  declare wasmUrl: string | URL | undefined;
  /** The timer, to be replaced in tests. Default: the page's `setTimeout`. */
  declare timer: After;

  constructor() {
    super();
    this.registry = '';
    this.show = '';
    this.sources = 'camera wedge typed';
    this.display = 'discreet';
    this.theme = 'auto';
    this.active = true;
    this.auto = false;
    this.training = false;
    this.recordsAs = undefined;
    this.offlinePolicy = 'accept';
    this.maxUnconfirmed = 5;
    this.leaseTickets = 'auto';
    this.verdictForMs = 8000;
    this.undoForMs = 600_000;
    this.timer = pageAfter;
  }
}
