import { expect } from 'chai';
import { demoCards } from '../../packages/scanner/src/training/demo-cards.ts';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

/** Waits until the flow needs the clerk. */
async function answered(fixture: Fixture): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    await fixture.settle();
    const { className } = fixture.find('.screen');
    if (!/at-(starting|checking|joining|recording|admitting)/.test(className)) return;
  }
}

async function training(desk = new FakeDesk()): Promise<Fixture> {
  const fixture = await putUp({ desk });
  fixture.find('[part=train]').click();
  await answered(fixture);
  return fixture;
}

async function show(fixture: Fixture, word: string): Promise<void> {
  const buttons = [...(fixture.element.shadowRoot?.querySelectorAll<HTMLElement>('[part=demo-card]') ?? [])];
  buttons.find((button) => button.textContent?.includes(word))?.click();
  await answered(fixture);
}

/** Records every way in which something could leave the element. */
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
  it('has a demo card for every answer', async () => {
    const fixture = await training();
    const seen: string[] = [];
    for (const [word, ...parts] of [
      ['Kolme lasta', 'confirm'],
      ['Yhteys poikki', 'confirm'],
      ['Lippu ennakkoon'],
      ['Voimassaolo'],
      ['Häiriö'],
    ]) {
      await show(fixture, word ?? '');
      for (const part of parts) fixture.find(`[part=${part}]`).click();
      await answered(fixture);
      seen.push(fixture.find('.verdict').className);
      fixture.find('[part=next]').click();
      await answered(fixture);
    }
    expect(seen).to.deep.equal(
      ['confirmed', 'provisional', 'has-ticket', 'refused', 'undecided'].map((answer) => `verdict sheet ${answer}`),
    );
  });
  it('makes no request, stores nothing, emits nothing, and does not use the page’s desk', async () => {
    const fixture = await putUp();
    const ways = watchWaysOut(fixture.element);
    try {
      fixture.element.training = true;
      await answered(fixture);
      for (const { text } of [...Object.values(demoCards), customer]) {
        fixture.wedges.at(-1)?.read(text);
        await answered(fixture);
        fixture.element.shadowRoot?.querySelector<HTMLElement>('[part=confirm]')?.click();
        await answered(fixture);
        fixture.element.shadowRoot?.querySelector<HTMLElement>('[part=undo]')?.click();
        await answered(fixture);
        fixture.element.shadowRoot?.querySelector<HTMLElement>('[part=next], [part=cancel]')?.click();
        await answered(fixture);
      }
      expect(ways.left).to.deep.equal([]);
      expect([fixture.desk.checked, fixture.desk.admitted, fixture.desk.voidedIds]).to.deep.equal([[], [], []]);
    } finally {
      ways.stop();
    }
  });
  it('always shows its watermark, which cannot be removed', async () => {
    const fixture = await training();
    expect(fixture.element.matches('[training]:state(training)')).to.equal(true);
    for (const word of ['', 'Kolme lasta', 'Voimassaolo', 'Yhteisö']) {
      if (word !== '') await show(fixture, word);
      expect(fixture.find('[part=watermark]').textContent).to.contain('Harjoitus');
      expect(fixture.find('[part=watermark]').getBoundingClientRect().height).to.be.greaterThan(200);
      fixture.element.shadowRoot?.querySelector<HTMLElement>('[part=next], [part=cancel]')?.click();
      await answered(fixture);
    }
  });
  it('ends when the clerk ends it, and the page’s desk is used again', async () => {
    const fixture = await training();
    fixture.find('[part=end-training]').click();
    await answered(fixture);
    expect(fixture.element.shadowRoot?.querySelector('[part=watermark]')).to.equal(null);
    fixture.wedges.at(-1)?.read(customer.text);
    await fixture.settle();
    expect(fixture.desk.checked).to.deep.equal([customer.text]);
    expect(fixture.desk.closed).to.equal(false);
  });
  it('does not suppress the event of a visit that was being recorded when it started', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(0) });
    const fixture = await putUp({ desk });
    const emitted: string[] = [];
    fixture.element.addEventListener('kaiku-verdict', ({ detail }) => emitted.push(detail.outcome));
    let answer = (_: typeof confirmed) => {};
    desk.admit = () => new Promise((resolve) => (answer = resolve));
    fixture.wedges[0]?.read(customer.text);
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=train]')).to.equal(null);
    fixture.find('[part=confirm]').click();
    fixture.element.training = true;
    await answered(fixture);
    answer(confirmed);
    await fixture.settle();
    expect(emitted).to.deep.equal(['confirmed']);
    expect(fixture.find('.screen').className).to.contain('at-scanning');
  });
  it('makes no other desk in an element without registry and token', async () => {
    const element = document.createElement('kaiku-scanner');
    element.training = true;
    element.sources = 'typed';
    document.body.append(element);
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('[part=demo-card]')).not.to.equal(null);
  });
});
