import { KaikuScanner } from '@kaiku/scanner';
import { expect } from 'chai';
import { FakeDesk, notice, outage, show } from './support/fakes.ts';
import { putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, customer } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

describe('an element that leaves the page', () => {
  it('releases its sources, and leaves the page’s desk open', async () => {
    const fixture = await putUp();
    fixture.element.remove();
    await fixture.settle();
    expect([fixture.cameras[0]?.closed, fixture.wedges[0]?.closed]).to.deep.equal([true, true]);
    expect(fixture.desk.listeners).to.equal(0);
    expect(fixture.desk.closed).to.equal(false);
  });
  it('opens new sources when it returns', async () => {
    const fixture = await putUp();
    const box = document.createElement('div');
    document.body.append(box);
    box.append(fixture.element);
    await fixture.settle();
    expect(fixture.cameras.map(({ closed }) => closed)).to.deep.equal([true, false]);
    expect(fixture.find('.screen').className).to.contain('at-scanning');
    fixture.cameras[1]?.read(customer.text);
    expect(fixture.desk.checked.length).to.equal(1);
  });
  it('does not show an answer that arrives later', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1) });
    const fixture = await putUp({ desk });
    fixture.cameras[0]?.read(customer.text);
    fixture.element.remove();
    await fixture.settle();
    expect(fixture.text()).not.to.contain('723');
  });
});

describe('the page', () => {
  it('can change the input methods at any time', async () => {
    const fixture = await putUp({ sources: 'typed' });
    expect([fixture.cameras.length, fixture.wedges.length]).to.deep.equal([0, 0]);
    fixture.element.setAttribute('sources', 'wedge');
    await fixture.settle();
    await fixture.settle();
    expect([fixture.cameras.length, fixture.wedges.length]).to.deep.equal([0, 1]);
    expect(fixture.element.shadowRoot?.querySelector('#code')).to.equal(null);
  });
  it('sets the language by attribute, on the element or around it', async () => {
    const fixture = await putUp();
    document.documentElement.lang = 'sv';
    fixture.element.removeAttribute('lang');
    fixture.element.requestUpdate();
    await fixture.settle();
    expect(fixture.text()).to.contain('Redo för nästa');
    fixture.element.lang = 'en';
    await fixture.settle();
    expect(fixture.text()).to.contain('Ready for the next');
    document.documentElement.removeAttribute('lang');
  });
  it('gets no event for what it sets', async () => {
    const emitted: string[] = [];
    const names = [
      'kaiku-reading',
      'kaiku-decision',
      'kaiku-verdict',
      'kaiku-voided',
      'kaiku-review',
      'kaiku-state',
      'kaiku-acknowledged',
      'kaiku-error',
    ] as const;
    for (const name of names) document.addEventListener(name, () => emitted.push(name), { once: true });
    const { element, settle } = await putUp();
    Object.assign(element, { show: 'other', sources: 'wedge', lang: 'sv', desk: new FakeDesk(), token: 'x' });
    await settle();
    expect(emitted).to.deep.equal([]);
  });
  it('may load the element twice: the first one stays, and a warning names both versions', async () => {
    const warned: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => warned.push(text);
    const first = customElements.get('kaiku-scanner');
    const { get } = customElements;
    class Older extends HTMLElement {
      static version = '0.0.9';
    }
    customElements.get = () => Older;
    // The same module again, from another address.
    const again = '../../packages/scanner/src/define.ts?again';
    await import(again);
    customElements.get = get;
    console.warn = warn;
    expect(customElements.get('kaiku-scanner')).to.equal(first);
    expect(warned.length).to.equal(1);
    expect(warned[0]).to.contain('0.0.9').and.to.contain(KaikuScanner.version);
  });
});

describe('the element’s own desk', () => {
  /** Puts up an element without a desk and without sources. */
  function bare(): KaikuScanner {
    const element = document.createElement('kaiku-scanner');
    element.sources = 'typed';
    document.body.append(element);
    return element;
  }
  const screen = (element: KaikuScanner) => element.shadowRoot?.querySelector('.screen');

  it('is made once registry, show and token are set', async () => {
    const element = bare();
    element.setAttribute('registry', new URL('/no-registry/', location.href).href);
    element.setAttribute('show', 'show-1');
    await element.updateComplete;
    expect(screen(element)?.className).to.contain('at-idle');
    expect(element.shadowRoot?.querySelector('#code')).to.equal(null);
    element.token = () => 'secret';
    await element.updateComplete;
    expect(screen(element)?.className).to.match(/at-(starting|scanning)/);
    expect(element.outerHTML).not.to.contain('secret');
  });
  it('has no default of its own, records as the attribute says, and is replaced when that changes', async () => {
    const element = bare();
    const emitted: string[] = [];
    element.addEventListener('kaiku-error', ({ detail }) => emitted.push(`${detail.during} ${detail.code}`));
    Object.assign(element, { registry: new URL('/no-registry/', location.href).href, show: 'show-1', token: 'secret' });
    await element.updateComplete;
    expect([element.recordsAs, ...emitted]).to.deep.equal([undefined]);
    element.setAttribute('records-as', 'door');
    await element.updateComplete;
    expect([element.recordsAs, ...emitted]).to.deep.equal(['door']);
    element.setAttribute('records-as', 'window');
    await element.updateComplete;
    expect(emitted).to.deep.equal(['setup config/invalid']);
  });
  it('follows the attributes for an outage, and is not made with an invalid one', async () => {
    const element = bare();
    const emitted: string[] = [];
    element.addEventListener('kaiku-error', ({ detail }) => emitted.push(`${detail.during} ${detail.code}`));
    Object.assign(element, { registry: new URL('/no-registry/', location.href).href, show: 'show-1', token: 'secret' });
    for (const [name, value] of [
      ['offline-policy', 'deny'],
      ['max-unconfirmed', '0'],
      ['lease-tickets', '12'],
    ] as const)
      element.setAttribute(name, value);
    await element.updateComplete;
    expect([element.offlinePolicy, element.maxUnconfirmed, element.leaseTickets, ...emitted]).to.deep.equal([
      'deny',
      0,
      12,
    ]);
    for (const [name, wrong, right] of [
      ['offline-policy', 'perhaps', 'accept'],
      ['max-unconfirmed', '-1', '5'],
      ['lease-tickets', 'some', 'auto'],
    ] as const) {
      element.setAttribute(name, wrong);
      await element.updateComplete;
      element.setAttribute(name, right);
      await element.updateComplete;
    }
    expect(emitted).to.deep.equal(Array(3).fill('setup config/invalid'));
  });
  it('is reported to the page and on the screen if it cannot be made', async () => {
    const element = bare();
    const emitted: string[] = [];
    element.addEventListener('kaiku-error', ({ detail }) => emitted.push(`${detail.during} ${detail.code}`));
    Object.assign(element, { registry: 'no address', show: 'show-1', token: 'secret' });
    await element.updateComplete;
    expect(emitted).to.deep.equal(['setup config/invalid']);
    expect(screen(element)?.textContent).to.contain('Kirjauksen asetuksissa on virhe.');
  });
});

describe('the state of the desk', () => {
  it('is on the screen, and follows its changes', async () => {
    const fixture = await putUp();
    expect(fixture.text()).to.contain('Paikkoja jäljellä 4/10').and.to.contain('Yhteys kunnossa');
    fixture.desk.change({ ...outage, pending: 2, show: { ...show, cap: null } });
    await fixture.settle();
    expect(fixture.text()).to.contain('Ei ylärajaa').and.to.contain('2 odottaa lähetystä.');
  });
  it('includes the review list, until its items are dismissed', async () => {
    const fixture = await putUp();
    fixture.desk.change({ review: [notice({ visitId: 'u7' })] });
    await fixture.settle();
    expect(fixture.text()).to.contain('Tarkista 1 kirjaus').and.to.contain('A0…458');
    fixture.find('[part=review] button').click();
    await fixture.settle();
    expect(fixture.desk.dismissedIds).to.deep.equal(['u7']);
    expect(fixture.element.shadowRoot?.querySelector('[part=review]')).to.equal(null);
  });
});

describe('an unrecognised code', () => {
  it('causes a short notice that disappears automatically', async () => {
    const fixture = await putUp();
    fixture.cameras[0]?.emit({ type: 'unrecognised', origin: 'camera', symbology: 'qr' });
    await fixture.settle();
    expect(fixture.find('[part=notice]').textContent).to.equal('Tämä ei ole Kaikukortin koodi.');
    fixture.timer.elapse();
    await fixture.settle();
    expect(fixture.element.shadowRoot?.querySelector('[part=notice]')).to.equal(null);
  });
});
