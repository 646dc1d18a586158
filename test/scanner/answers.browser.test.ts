/** How an answer is told besides its words: by ear, by hand, discreetly; and what the page sees of it. */
import type { Decision } from '@kaiku/client';
import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { playSignal, type Signal, signals } from '../../packages/scanner/src/signals.ts';
import { FakeDesk, outage } from './support/fakes.ts';
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
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

const { vibrate } = navigator;
afterEach(() => {
  document.body.replaceChildren();
  localStorage.removeItem('kaiku-scanner/sound');
  Object.assign(navigator, { vibrate });
});

/** Reads a card on a fresh screen; what the device was shaken with meanwhile. */
async function read(desk: Partial<FakeDesk>, prepare: (stand: Stand) => void = () => {}) {
  // Of several elements on a page one has the reader.
  document.body.replaceChildren();
  const stand = await putUp({ desk: Object.assign(new FakeDesk(), desk) });
  prepare(stand);
  const shakes: string[] = [];
  Object.assign(navigator, { vibrate: (pattern: number[]) => shakes.push(pattern.join()) > 0 });
  stand.wedges[0]?.read(customer.text);
  await stand.settle();
  return { stand, shakes };
}

/** A signal as it would sound: one second of samples. */
async function sounded(signal: Signal, volume: number): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, 24_000, 24_000);
  playSignal(context, signal, volume);
  return (await context.startRendering()).getChannelData(0);
}

/** In which twentieths of the second there is any sound, and how often it swings there. */
function shapeOf(samples: Float32Array): string {
  return Array.from({ length: 20 }, (_, part) => {
    const slice = samples.subarray(part * 1200, (part + 1) * 1200);
    if (slice.every((sample) => Math.abs(sample) < 0.01)) return '–';
    return slice.reduce((count, sample, at) => count + (at > 0 && sample * (slice[at - 1] ?? 0) < 0 ? 1 : 0), 0);
  }).join(' ');
}

describe('the sound of an answer', () => {
  it('is another for each of the five, and for a card that was read', async () => {
    const names = Object.keys(signals) as Signal[];
    const shapes = await Promise.all(names.map(async (name) => shapeOf(await sounded(name, 1))));
    expect(new Set(shapes).size).to.equal(6);
    for (const shape of shapes) expect(shape).to.match(/\d/);
  });
  it('grows with the volume, and is none at nought', async () => {
    const loudest = async (volume: number) =>
      (await sounded('refused', volume)).reduce((max, sample) => Math.max(max, sample), 0);
    const [none, half, full] = [await loudest(0), await loudest(0.5), await loudest(1)];
    expect(none).to.equal(0);
    expect(half).to.be.within(0.2, 0.3);
    expect(full).to.be.within(0.9, 1);
  });
  it('is warm from the first gesture on, wherever on the page, and let go with the element', async () => {
    const made: AudioContext[] = [];
    const Real = globalThis.AudioContext;
    globalThis.AudioContext = class extends Real {
      constructor(options?: AudioContextOptions) {
        super(options);
        made.push(this);
      }
    };
    try {
      const stand = await putUp();
      expect(made.length).to.equal(0);
      await sendKeys({ press: 'Shift' });
      expect(made.length).to.equal(1);
      await sendKeys({ press: 'Shift' });
      expect(made.length).to.equal(1);
      stand.element.remove();
      await stand.settle();
      await sendKeys({ press: 'Shift' });
      expect(made.length).to.equal(1);
      expect(made[0]?.state).to.equal('closed');
    } finally {
      globalThis.AudioContext = Real;
    }
  });
  it('is set on the screen, and remembered by the device', async () => {
    const stand = await putUp();
    stand.find<HTMLDetailsElement>('[part=sound]').open = true;
    stand.find('[part=mute]').click();
    const slider = stand.find<HTMLInputElement>('[part=volume]');
    slider.value = '30';
    slider.dispatchEvent(new Event('input'));
    await stand.settle();
    expect(stand.element.matches(':state(muted)')).to.equal(true);
    const later = await putUp();
    expect(later.find('[part=mute]').getAttribute('aria-pressed')).to.equal('true');
    expect(later.find<HTMLInputElement>('[part=volume]').value).to.equal('30');
  });
});

describe('an answer in the hand', () => {
  it('is another shake for each of the five, and for a card that was read', async () => {
    const told = [
      await read({ decision: admissible(2) }),
      await read({ decision: refused('card-expired') }),
      await read({ decision: unseen('undecided') }),
      await read({ decision: hasTicket(1) }),
    ];
    for (const verdict of [confirmed, provisional]) {
      const { stand, shakes } = await read({ decision: admissible(0), verdict });
      stand.find('[part=confirm]').click();
      await stand.settle();
      told.push({ stand, shakes: shakes.slice(1) });
    }
    expect(told.every(({ shakes }) => shakes.length === 1)).to.equal(true);
    expect(new Set(told.flatMap(({ shakes }) => shakes)).size).to.equal(6);
  });
  it('of a device that cannot shake changes nothing', async () => {
    const { stand } = await read({ decision: refused('card-expired') }, () =>
      Object.assign(navigator, { vibrate: undefined }),
    );
    expect(stand.find('.verdict').className).to.contain('refused');
  });
});

describe('the screen as the queue sees it', () => {
  it('names in large letters neither a card nor a refusal, and leaves unsaid whose kind of card it is', async () => {
    const { stand } = await read({ decision: refused('card-expired') });
    expect(stand.find('h2').textContent?.trim()).to.equal('Tarkistetaan yhdessä');
    const large: string[] = [];
    const look = () => {
      for (const element of stand.element.shadowRoot?.querySelectorAll('h2, .lead') ?? [])
        large.push(element.textContent ?? '');
    };
    look();
    stand.find('[part=next]').click();
    await stand.settle();
    for (const decision of [admissible(0), forCommunity]) {
      stand.desk.decision = decision;
      stand.wedges[0]?.read(decision.code?.text ?? '');
      await stand.settle();
      look();
      expect(stand.find('.stage').textContent).not.to.match(/Asiakkaan kortti|Yhteisön kortti/);
    }
    expect(large.join(' ')).not.to.match(/kort/i);
  });
  it('is on the same ground whatever the answer; the sign alone has the colour', async () => {
    const grounds = new Set<string>();
    const signs = new Set<string>();
    for (const decision of [refused('card-expired'), unseen('undecided'), hasTicket(1)]) {
      const { stand } = await read({ decision });
      grounds.add(getComputedStyle(stand.find('.verdict')).backgroundColor);
      const icon = stand.element.shadowRoot?.querySelector('.icon');
      if (icon) signs.add(getComputedStyle(icon).stroke);
    }
    expect([grounds.size, signs.size]).to.deep.equal([1, 3]);
  });
  it('says it plainly where the page says that only the clerk sees it', async () => {
    const { stand } = await read({ decision: refused('card-expired') }, ({ element }) => (element.display = 'full'));
    expect(stand.find('h2').textContent?.trim()).to.equal('Ei voi kirjata');
    expect(stand.text()).to.contain('Asiakkaan kortti');
    expect(stand.element.matches(':state(discreet)')).to.equal(false);
  });
});

describe('a ticket redeemed in advance', () => {
  it('is a good answer: said at once, on to the next by any key, nothing to undo', async () => {
    const { stand } = await read({ decision: hasTicket(1) });
    expect(stand.find('h2').textContent?.trim()).to.equal('Lippu on valmiina');
    const said = '1 aikuinen ja 1 lapsi. Lunastettu ennakkoon 28.1.2026 klo 14.05. Päästä sisään.';
    expect(stand.find('[role=alert]').textContent).to.equal(`Lippu on valmiina. ${said} Uutta kirjausta ei tarvita.`);
    expect(stand.element.shadowRoot?.querySelector('[part=undo]')).to.equal(null);
    expect(stand.element.shadowRoot?.activeElement).to.equal(stand.find('[part=next]'));
    await sendKeys({ press: 'Enter' });
    await stand.settle();
    expect(stand.element.matches(':state(scanning)')).to.equal(true);
    expect(stand.desk.admitted).to.deep.equal([]);
  });
  it('is told to the page as what it is: let in, and nothing recorded', async () => {
    const told: unknown[] = [];
    const hear = (event: Event) => told.push([event.type, (event as CustomEvent).detail]);
    for (const name of ['kaiku-decision', 'kaiku-verdict']) document.addEventListener(name, hear);
    try {
      const { stand } = await read({ decision: hasTicket(2) });
      const ticket = { recordedAt: '2026-01-28T12:05:00Z', how: 'sold', party: { minors: 2 } } as const;
      const none = { reason: undefined, cause: undefined };
      const decision = { outcome: 'has-ticket', maskedCard: 'A0…723', ...none, ticket };
      expect(told).to.deep.equal([['kaiku-decision', decision]]);
      expect(stand.element.matches(':state(showing):state(has-ticket)')).to.equal(true);
      told.length = 0;
      const verdict = { outcome: 'has-ticket', cards: 1, people: 3, ticket } as const;
      const meanwhile = await read({ decision: admissible(2), verdict });
      meanwhile.stand.find('[part=confirm]').click();
      await meanwhile.stand.settle();
      const [name, detail] = told.at(-1) as [string, object];
      expect(name).to.equal('kaiku-verdict');
      expect(detail).to.include({ ...verdict, visitId: undefined });
    } finally {
      for (const name of ['kaiku-decision', 'kaiku-verdict']) document.removeEventListener(name, hear);
    }
  });
});

describe('the page', () => {
  it('sees where the element stands, by its states', async () => {
    const { stand } = await read({ decision: admissible(0), verdict: confirmed });
    expect(stand.element.matches(':state(asking):state(discreet)')).to.equal(true);
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.element.matches(':state(showing):state(confirmed)')).to.equal(true);
    expect(stand.element.matches(':state(asking)')).to.equal(false);
    stand.desk.tell(outage);
    await stand.settle();
    expect(stand.element.matches(':state(offline)')).to.equal(true);
  });
  it('has a place for its mark, its buttons and its help', async () => {
    const stand = await putUp();
    for (const name of ['brand', 'actions', 'help']) {
      const own = document.createElement('p');
      own.slot = name;
      own.textContent = name;
      stand.element.append(own);
      expect(own.assignedSlot?.name).to.equal(name);
      expect(own.getBoundingClientRect().height).to.be.greaterThan(0);
    }
  });
});

describe('a card that nobody else may come with', () => {
  it('is recorded at once where the page wants that', async () => {
    const { stand } = await read({ decision: admissible(0), verdict: confirmed }, ({ element }) => {
      element.setAttribute('auto', '');
    });
    expect(stand.desk.admitted).to.deep.equal([[[customer.text, 0]]]);
    expect(stand.find('.verdict').className).to.contain('confirmed');
  });
});

describe('a card at a show that is over', () => {
  const over = { warnings: [{ kind: 'show-over', on: '2026-11-18' }] } as const;

  it('is recorded only once the clerk has answered, also where the page wants it recorded at once', async () => {
    const { stand } = await read({ decision: admissible(0, over), verdict: confirmed }, ({ element }) => {
      element.setAttribute('auto', '');
    });
    expect(stand.desk.admitted).to.deep.equal([]);
    expect(stand.find('[part=show-warning]').textContent).to.equal('Tämä tilaisuus oli 18.11.2026. Kirjataanko silti?');
    expect(stand.find('[part=confirm]').textContent?.trim()).to.equal('Kirjaa silti');
    expect(stand.find('.said').textContent).to.contain('Tämä tilaisuus oli 18.11.2026.');
    stand.find('[part=confirm]').click();
    await stand.settle();
    expect(stand.desk.admitted).to.deep.equal([[[customer.text, 0]]]);
  });
  it('is asked about in a group once, whatever the number of cards', async () => {
    const group = [{ ...forCommunity, ...over } as Decision, admissible(0, over)];
    const { stand } = await read({ decisions: group });
    stand.wedges[0]?.read('A999005451');
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelectorAll('[part=member]').length).to.equal(2);
    expect(stand.find('[part=show-warning]').textContent).to.equal('Tämä tilaisuus oli 18.11.2026. Kirjataanko silti?');
    expect(stand.find('[part=confirm]').textContent?.trim()).to.equal('Kirjaa silti');
  });
});

describe('a fresh answer', () => {
  it('shows how long it stays, and its undo with it', async () => {
    const { stand } = await read({ decision: admissible(0), verdict: confirmed });
    stand.find('[part=confirm]').click();
    await stand.settle();
    const [shrinking] = stand.find('[part=time-left]').getAnimations();
    expect(shrinking?.effect?.getComputedTiming().duration).to.equal(8000);
  });
  it('that stays until it is put aside shows no such thing', async () => {
    const { stand } = await read({ decision: refused('card-expired') });
    expect(stand.element.shadowRoot?.querySelector('[part=time-left]')).to.equal(null);
  });
});
