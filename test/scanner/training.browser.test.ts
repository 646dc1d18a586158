import { expect } from 'chai';
import { demoCards } from '../../packages/scanner/src/training/demo-cards.ts';
import { FakeDesk } from './support/fakes.ts';
import { admissible, confirmed, customer } from './support/samples.ts';
import { putUp, type Stand } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

/** Waits until the screen is where the flow leads without a clerk. */
async function answered(stand: Stand): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    await stand.settle();
    const { className } = stand.find('.screen');
    if (!/at-(starting|checking|joining|recording|admitting)/.test(className)) return;
  }
}

async function training(desk = new FakeDesk()): Promise<Stand> {
  const stand = await putUp({ desk });
  stand.find('[part=train]').click();
  await answered(stand);
  return stand;
}

async function show(stand: Stand, word: string): Promise<void> {
  const buttons = [...(stand.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=demo-card]') ?? [])];
  buttons.find((button) => button.textContent?.includes(word))?.click();
  await answered(stand);
}

/** Everything by which something could leave the element, and what did. */
function watchWaysOut(element: Element): { readonly left: string[]; stop(): void } {
  const left: string[] = [];
  const events = ['reading', 'decision', 'verdict', 'voided', 'review', 'error'].map((name) => `kaiku-${name}`);
  const note = (event: Event) => left.push(event.type);
  for (const name of events) element.addEventListener(name, note);
  const ways: readonly (readonly [object, string])[] = [
    [globalThis, 'fetch'],
    [XMLHttpRequest.prototype, 'open'],
    [navigator, 'sendBeacon'],
    [IDBFactory.prototype, 'open'],
    [Storage.prototype, 'setItem'],
    [globalThis, 'WebSocket'],
  ];
  const before = ways.map(([of, name]) => Reflect.get(of, name));
  for (const [of, name] of ways) Reflect.set(of, name, () => left.push(name) && Promise.reject(new Error(name)));
  return {
    left,
    stop() {
      for (const [nth, [of, name]] of ways.entries()) Reflect.set(of, name, before[nth]);
      for (const name of events) element.removeEventListener(name, note);
    },
  };
}

describe('training', () => {
  it('shows every answer with a demo card of its own', async () => {
    const stand = await training();
    const seen: string[] = [];
    for (const [word, ...parts] of [
      ['Kolme lasta', 'confirm'],
      ['Yhteys poikki', 'confirm'],
      ['Lippu ennakkoon'],
      ['Voimassaolo'],
      ['Häiriö'],
    ]) {
      await show(stand, word ?? '');
      for (const part of parts) stand.find(`[part=${part}]`).click();
      await answered(stand);
      seen.push(stand.find('.verdict').className);
      stand.find('[part=next]').click();
      await answered(stand);
    }
    expect(seen).to.deep.equal(
      ['confirmed', 'provisional', 'has-ticket', 'refused', 'undecided'].map((answer) => `verdict ${answer}`),
    );
  });
  it('lets nothing out: no request, no storage, no event, and the page’s desk hears of no card', async () => {
    const stand = await putUp();
    const databases = await indexedDB.databases();
    const ways = watchWaysOut(stand.element);
    try {
      stand.element.training = true;
      await answered(stand);
      for (const { text } of [...Object.values(demoCards), customer]) {
        stand.wedges.at(-1)?.read(text);
        await answered(stand);
        stand.element.shadowRoot?.querySelector<HTMLElement>('[part=confirm]')?.click();
        await answered(stand);
        stand.element.shadowRoot?.querySelector<HTMLElement>('[part=undo]')?.click();
        await answered(stand);
        stand.element.shadowRoot?.querySelector<HTMLElement>('[part=next], [part=cancel]')?.click();
        await answered(stand);
      }
      expect(ways.left).to.deep.equal([]);
      expect(await indexedDB.databases()).to.deep.equal(databases);
      expect([stand.desk.checked, stand.desk.admitted, stand.desk.voidedIds]).to.deep.equal([[], [], []]);
    } finally {
      ways.stop();
    }
  });
  it('is seen to be training, whatever is shown, and nothing takes the word away', async () => {
    const stand = await training();
    expect(stand.element.matches('[training]:state(training)')).to.equal(true);
    for (const word of ['', 'Kolme lasta', 'Voimassaolo', 'Yhteisö']) {
      if (word !== '') await show(stand, word);
      expect(stand.find('[part=watermark]').textContent).to.contain('Harjoitus');
      expect(stand.find('[part=watermark]').getBoundingClientRect().height).to.be.greaterThan(200);
      stand.element.shadowRoot?.querySelector<HTMLElement>('[part=next], [part=cancel]')?.click();
      await answered(stand);
    }
  });
  it('ends where the clerk says so, and the page’s desk is at hand again', async () => {
    const stand = await training();
    stand.find('[part=end-training]').click();
    await answered(stand);
    expect(stand.element.shadowRoot?.querySelector('[part=watermark]')).to.equal(null);
    stand.wedges.at(-1)?.read(customer.text);
    await stand.settle();
    expect(stand.desk.checked).to.deep.equal([customer.text]);
    expect(stand.desk.closed).to.equal(false);
  });
  it('begun by the page while a visit is being recorded keeps nothing from the page', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(0) });
    const stand = await putUp({ desk });
    const told: string[] = [];
    stand.element.addEventListener('kaiku-verdict', ({ detail }) => told.push(detail.outcome));
    let answer = (_: typeof confirmed) => {};
    desk.admit = () => new Promise((resolve) => (answer = resolve));
    stand.wedges[0]?.read(customer.text);
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelector('[part=train]')).to.equal(null);
    stand.find('[part=confirm]').click();
    stand.element.training = true;
    await answered(stand);
    answer(confirmed);
    await stand.settle();
    expect(told).to.deep.equal(['confirmed']);
    expect(stand.find('.screen').className).to.contain('at-scanning');
  });
  it('of an element with neither registry nor token makes no other desk', async () => {
    const element = document.createElement('kaiku-scanner');
    element.training = true;
    element.sources = 'typed';
    document.body.append(element);
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('[part=demo-card]')).not.to.equal(null);
  });
});
