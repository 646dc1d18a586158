/** The answers beyond their words: sound, vibration, the discreet screen, and what the page sees of them. */
import type { Decision } from '@kaiku/client';
import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { playSignal, type Signal, signals } from '../../packages/scanner/src/signals.ts';
import { FakeDesk, outage } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import {
  admissible,
  confirmed,
  customer,
  forCommunity,
  hasTicket,
  provisional,
  refused,
  unseen,
} from './support/samples.ts';

const { vibrate } = navigator;
afterEach(() => {
  document.body.replaceChildren();
  localStorage.removeItem('kaiku-scanner/sound');
  Object.assign(navigator, { vibrate });
});

/** Reads a card on a new screen. Returns the vibrations that followed. */
async function read(desk: Partial<FakeDesk>, prepare: (fixture: Fixture) => void = () => {}) {
  // Only one of several elements on a page has the reader.
  document.body.replaceChildren();
  const fixture = await putUp({ desk: Object.assign(new FakeDesk(), desk) });
  prepare(fixture);
  const shakes: string[] = [];
  Object.assign(navigator, { vibrate: (pattern: number[]) => shakes.push(pattern.join()) > 0 });
  fixture.wedges[0]?.read(customer.text);
  await fixture.settle();
  return { fixture, shakes };
}

/** Renders a signal: one second of samples. */
async function sounded(signal: Signal, volume: number): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, 24_000, 24_000);
  playSignal(context, signal, volume);
  return (await context.startRendering()).getChannelData(0);
}

/** Returns the twentieths of the second that have sound, with their zero crossings. */
function shapeOf(samples: Float32Array): string {
  return Array.from({ length: 20 }, (_, part) => {
    const slice = samples.subarray(part * 1200, (part + 1) * 1200);
    if (slice.every((sample) => Math.abs(sample) < 0.01)) return '–';
    return slice.reduce((count, sample, at) => count + (at > 0 && sample * (slice[at - 1] ?? 0) < 0 ? 1 : 0), 0);
  }).join(' ');
}

describe('the sound of an answer', () => {
  it('differs for each of the five, and for a card that was read', async () => {
    const names = Object.keys(signals) as Signal[];
    const shapes = await Promise.all(names.map(async (name) => shapeOf(await sounded(name, 1))));
    expect(new Set(shapes).size).to.equal(6);
    for (const shape of shapes) expect(shape).to.match(/\d/);
  });
  it('grows with the volume, and is silent at 0', async () => {
    const loudest = async (volume: number) =>
      (await sounded('refused', volume)).reduce((max, sample) => Math.max(max, sample), 0);
    const [none, half, full] = [await loudest(0), await loudest(0.5), await loudest(1)];
    expect(none).to.equal(0);
    expect(half).to.be.within(0.2, 0.3);
    expect(full).to.be.within(0.9, 1);
  });
  it('is ready from the first gesture anywhere on the page, and is released with the element', async () => {
    const made: AudioContext[] = [];
    const Real = globalThis.AudioContext;
    globalThis.AudioContext = class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        made.push(this);
      }
    };
    try {
      const fixture = await putUp();
      expect(made.length).to.equal(0);
      await sendKeys({ press: 'Shift' });
      expect(made.length).to.equal(1);
      await sendKeys({ press: 'Shift' });
      expect(made.length).to.equal(1);
      fixture.element.remove();
      await fixture.settle();
      await sendKeys({ press: 'Shift' });
      expect(made.length).to.equal(1);
      expect(made[0]?.state).to.equal('closed');
    } finally {
      globalThis.AudioContext = Real;
    }
  });
  it('is set on the screen, and the device remembers it', async () => {
    const fixture = await putUp();
    fixture.find<HTMLDetailsElement>('[part=sound]').open = true;
    fixture.find('[part=mute]').click();
    const slider = fixture.find<HTMLInputElement>('[part=volume]');
    slider.value = '30';
    slider.dispatchEvent(new Event('input'));
    await fixture.settle();
    expect(fixture.element.matches(':state(muted)')).to.equal(true);
    const later = await putUp();
    expect(later.find('[part=mute]').getAttribute('aria-pressed')).to.equal('true');
    expect(later.find<HTMLInputElement>('[part=volume]').value).to.equal('30');
  });
});

describe('the vibration of an answer', () => {
  it('differs for each of the five, and for a card that was read', async () => {
    const results = [
      await read({ decision: admissible(2) }),
      await read({ decision: refused('card-expired') }),
      await read({ decision: unseen('undecided') }),
      await read({ decision: hasTicket(1) }),
    ];
    for (const verdict of [confirmed, provisional]) {
      const { fixture, shakes } = await read({ decision: admissible(0), verdict });
      fixture.find('[part=confirm]').click();
      await fixture.settle();
      results.push({ fixture, shakes: shakes.slice(1) });
    }
    expect(results.every(({ shakes }) => shakes.length === 1)).to.equal(true);
    expect(new Set(results.flatMap(({ shakes }) => shakes)).size).to.equal(6);
  });
  it('is left out on a device that cannot vibrate', async () => {
    const { fixture } = await read({ decision: refused('card-expired') }, () =>
      Object.assign(navigator, { vibrate: undefined }),
    );
    expect(fixture.find('.verdict').className).to.contain('refused');
  });
});

describe('the screen as the queue sees it', () => {
  it('names no card and no refusal in large letters, and does not show the kind of card', async () => {
    const { fixture } = await read({ decision: refused('card-expired') });
    expect(fixture.find('h2').textContent?.trim()).to.equal('Tarkistetaan yhdessä');
    const large: string[] = [];
    const look = () => {
      for (const element of fixture.element.shadowRoot?.querySelectorAll('h2, .lead') ?? [])
        large.push(element.textContent ?? '');
    };
    look();
    fixture.find('[part=next]').click();
    await fixture.settle();
    for (const decision of [admissible(0), forCommunity]) {
      fixture.desk.decision = decision;
      fixture.wedges[0]?.read(decision.code?.text ?? '');
      await fixture.settle();
      look();
      expect(fixture.find('.stage').textContent).not.to.match(/Asiakkaan kortti|Yhteisön kortti/);
    }
    expect(large.join(' ')).not.to.match(/kort/i);
  });
  it('has one ground and one ink for every answer; the full display has a ground for each', async () => {
    const grounds = { discreet: new Set<string>(), full: new Set<string>() };
    const inks = new Set<string>();
    for (const display of ['discreet', 'full'] as const)
      for (const decision of [refused('card-expired'), unseen('undecided'), hasTicket(1)]) {
        const { fixture } = await read({ decision }, ({ element }) => (element.display = display));
        grounds[display].add(getComputedStyle(fixture.find('.stage')).backgroundColor);
        const sign = fixture.element.shadowRoot?.querySelector('.sign');
        if (sign && display === 'discreet') inks.add(getComputedStyle(sign).color);
      }
    expect([grounds.discreet.size, inks.size, grounds.full.size]).to.deep.equal([1, 1, 3]);
  });
  it('uses plain words if the page says that only the clerk sees it', async () => {
    const { fixture } = await read({ decision: refused('card-expired') }, ({ element }) => (element.display = 'full'));
    expect(fixture.find('h2').textContent?.trim()).to.equal('Ei voi kirjata');
    expect(fixture.text()).to.contain('Asiakkaan kortti');
    expect(fixture.element.matches(':state(discreet)')).to.equal(false);
  });
});

describe('a ticket redeemed in advance', () => {
  it('is read out at once, ends with any key, and offers no undo', async () => {
    const { fixture } = await read({ decision: hasTicket(1) });
    expect(fixture.find('h2').textContent?.trim()).to.equal('Lippu on valmiina');
    const said = '1 aikuinen ja 1 lapsi. Lunastettu ennakkoon 28.1.2026 klo 14.05. Päästä sisään.';
    expect(fixture.find('[role=alert]').textContent).to.equal(`Lippu on valmiina. ${said} Uutta kirjausta ei tarvita.`);
    expect(fixture.element.shadowRoot?.querySelector('[part=undo]')).to.equal(null);
    expect(fixture.element.shadowRoot?.activeElement).to.equal(fixture.find('[part=next]'));
    await sendKeys({ press: 'Enter' });
    await fixture.settle();
    expect(fixture.element.matches(':state(scanning)')).to.equal(true);
    expect(fixture.desk.admitted).to.deep.equal([]);
  });
  it('is reported to the page as let in, with nothing recorded', async () => {
    const emitted: unknown[] = [];
    const hear = (event: Event) => emitted.push([event.type, (event as CustomEvent).detail]);
    for (const name of ['kaiku-decision', 'kaiku-verdict']) document.addEventListener(name, hear);
    try {
      const { fixture } = await read({ decision: hasTicket(2) });
      const ticket = { recordedAt: '2026-01-28T12:05:00Z', how: 'sold', party: { minors: 2 } } as const;
      const none = { reason: undefined, cause: undefined };
      const decision = { outcome: 'has-ticket', maskedCard: 'A0…723', ...none, ticket };
      expect(emitted).to.deep.equal([['kaiku-decision', decision]]);
      expect(fixture.element.matches(':state(showing):state(has-ticket)')).to.equal(true);
      emitted.length = 0;
      const verdict = { outcome: 'has-ticket', cards: 1, people: 3, ticket } as const;
      const meanwhile = await read({ decision: admissible(2), verdict });
      meanwhile.fixture.find('[part=confirm]').click();
      await meanwhile.fixture.settle();
      const [name, detail] = emitted.at(-1) as [string, object];
      expect(name).to.equal('kaiku-verdict');
      expect(detail).to.include({ ...verdict, visitId: undefined });
    } finally {
      for (const name of ['kaiku-decision', 'kaiku-verdict']) document.removeEventListener(name, hear);
    }
  });
});

describe('the page', () => {
  it('sees the state of the element in its custom states', async () => {
    const { fixture } = await read({ decision: admissible(0), verdict: confirmed });
    expect(fixture.element.matches(':state(asking):state(discreet)')).to.equal(true);
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.element.matches(':state(showing):state(confirmed)')).to.equal(true);
    expect(fixture.element.matches(':state(asking)')).to.equal(false);
    fixture.desk.change(outage);
    await fixture.settle();
    expect(fixture.element.matches(':state(offline)')).to.equal(true);
  });
  it('can fill slots with its logo, its buttons and its help', async () => {
    const fixture = await putUp();
    for (const name of ['brand', 'actions', 'help']) {
      const own = document.createElement('p');
      own.slot = name;
      own.textContent = name;
      fixture.element.append(own);
      expect(own.assignedSlot?.name).to.equal(name);
      expect(own.getBoundingClientRect().height).to.be.greaterThan(0);
    }
  });
});

describe('a card with which no one else may come', () => {
  it('is recorded at once if the page has set `auto`', async () => {
    const { fixture } = await read({ decision: admissible(0), verdict: confirmed }, ({ element }) => {
      element.setAttribute('auto', '');
    });
    expect(fixture.desk.admitted).to.deep.equal([[[customer.text, 0]]]);
    expect(fixture.find('.verdict').className).to.contain('confirmed');
  });
});

describe('a card at a show that is over', () => {
  const over = { warnings: [{ kind: 'show-over', on: '2026-11-18' }] } as const;

  it('is recorded only after the clerk has confirmed it, even with `auto`', async () => {
    const { fixture } = await read({ decision: admissible(0, over), verdict: confirmed }, ({ element }) => {
      element.setAttribute('auto', '');
    });
    expect(fixture.desk.admitted).to.deep.equal([]);
    expect(fixture.find('[part=show-warning]').textContent).to.equal(
      'Tämä tilaisuus oli 18.11.2026. Kirjataanko silti?',
    );
    expect(fixture.find('[part=confirm]').textContent).to.contain('Kirjaa silti');
    expect(fixture.find('.said').textContent).to.contain('Tämä tilaisuus oli 18.11.2026.');
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    expect(fixture.desk.admitted).to.deep.equal([[[customer.text, 0]]]);
  });
  it('causes one question in a group, however many cards it has', async () => {
    const group = [{ ...forCommunity, ...over } as Decision, admissible(0, over)];
    const { fixture } = await read({ decisions: group });
    fixture.wedges[0]?.read('A999005451');
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelectorAll('[part=member]').length).to.equal(2);
    expect(fixture.find('[part=show-warning]').textContent).to.equal(
      'Tämä tilaisuus oli 18.11.2026. Kirjataanko silti?',
    );
    expect(fixture.find('[part=confirm]').textContent).to.contain('Kirjaa silti');
  });
});

describe('a fresh answer', () => {
  it('shows how long it and its undo stay', async () => {
    const { fixture } = await read({ decision: admissible(0), verdict: confirmed });
    fixture.find('[part=confirm]').click();
    await fixture.settle();
    const [shrinking] = fixture.find('[part=time-left]').getAnimations();
    expect(shrinking?.effect?.getComputedTiming().duration).to.equal(8000);
  });
  it('shows no such line if it stays until it is dismissed', async () => {
    const { fixture } = await read({ decision: refused('card-expired') });
    expect(fixture.element.shadowRoot?.querySelector('[part=time-left]')).to.equal(null);
  });
});
