import { KaikuScanner } from '@kaiku/scanner';
import { expect } from 'chai';
import { FakeDesk, notice, outage, show } from './support/fakes.ts';
import { admissible, customer } from './support/samples.ts';
import { putUp } from './support/stand.ts';
import { afterEach, describe, it } from './support/words.ts';

afterEach(() => document.body.replaceChildren());

/** What `look` finds, looked for at every frame. */
async function until<T>(look: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined) return found;
    await new Promise(requestAnimationFrame);
  }
}

describe('a camera that is not there', () => {
  it('does not hold up a reader or a hand while the browser still asks for it', async () => {
    const stand = await putUp({ camera: (camera) => (camera.hangs = true) });
    expect(stand.find('.screen').className).to.contain('at-starting');
    stand.wedges[0]?.read(customer.text);
    expect(stand.desk.checked).to.deep.equal([customer.text]);
  });
  it('is explained in a sentence, and reader and typing work', async () => {
    const stand = await putUp({ camera: (camera) => (camera.fails = 'camera/denied-by-user') });
    expect(stand.text()).to.contain('Kameran käyttöä ei ole sallittu.');
    expect(stand.text()).to.contain('Kortin voi lukea lukijalla tai tunnuksen kirjoittaa.');
    stand.find<HTMLInputElement>('#code').value = customer.text;
    stand.find('[part=check]').click();
    expect(stand.desk.checked).to.deep.equal([customer.text]);
  });
  it('can be tried again', async () => {
    const stand = await putUp({ camera: (camera) => (camera.fails = 'camera/busy') });
    const [camera] = stand.cameras;
    if (camera !== undefined) camera.fails = undefined;
    stand.find('[part=retry]').click();
    await stand.settle();
    expect(camera?.starts).to.equal(2);
    expect(stand.find('.camera').className).to.contain('running');
  });
});

describe('a camera that is there', () => {
  const able = { others: 1, torch: false, zoom: { value: 1, min: 1, max: 4, step: 0.1 }, focusable: true } as const;
  it('offers what it can, and nothing else', async () => {
    const stand = await putUp({ camera: (camera) => camera.show({}) });
    expect(stand.element.shadowRoot?.querySelector('.camera button, .camera input')).to.equal(null);
    stand.cameras[0]?.show(able);
    await stand.settle();
    for (const part of ['torch', 'focus', 'another-camera']) stand.find(`[part=${part}]`).click();
    const zoom = stand.find<HTMLInputElement>('[part=zoom]');
    zoom.value = '2.5';
    zoom.dispatchEvent(new Event('input'));
    expect(stand.cameras[0]?.asked).to.deep.equal([['torch', true], ['focus', 0.5, 0.5], ['another'], ['zoom', 2.5]]);
    stand.cameras[0]?.show({ torch: true });
    await stand.settle();
    expect(stand.find('[part=torch]').getAttribute('aria-pressed')).to.equal('true');
  });
  it('sleeps when nothing is read, says so, and is woken by a tap', async () => {
    const stand = await putUp({ camera: (camera) => camera.show({ at: 'asleep' }) });
    expect(stand.text()).to.contain('Kamera on lepotilassa');
    const button = stand.find('[part=wake]');
    button.focus();
    button.click();
    expect(stand.cameras[0]?.asked[0]).to.deep.equal(['wake']);
    stand.cameras[0]?.show({ at: 'playing' });
    await stand.settle();
    expect(stand.text()).not.to.contain('Kamera on lepotilassa');
    expect(stand.element.shadowRoot?.activeElement?.className).to.equal('stage');
  });
  it('says that it comes back while it does, and keeps its place on the screen', async () => {
    const stand = await putUp({ camera: (camera) => camera.show(able) });
    const heightOf = () => stand.find('.camera').getBoundingClientRect().height;
    const height = heightOf();
    stand.cameras[0]?.show({ at: 'stalled' });
    await stand.settle();
    expect(stand.find('.pause [role=status]').textContent).to.equal('Kamera palautuu käyttöön hetken kuluttua.');
    expect(heightOf()).to.equal(height);
  });
  it('can be changed for another where it has failed', async () => {
    const stand = await putUp({
      camera: (camera) => {
        camera.fails = 'camera/busy';
        camera.show({ at: 'closed', others: 1 });
      },
    });
    stand.find('[part=another-camera]').click();
    expect(stand.cameras[0]?.asked).to.deep.equal([['another']]);
  });
  it('focuses where its picture is tapped', async () => {
    const stand = await putUp({ camera: (camera) => camera.show(able) });
    const picture = stand.find('.picture');
    const video = stand.find('video');
    Object.defineProperties(video, { videoWidth: { value: 1280 }, videoHeight: { value: 720 } });
    const { left, top, width, height } = video.getBoundingClientRect();
    const tap = { clientX: left + width / 2, clientY: top + height / 4, bubbles: true };
    picture.dispatchEvent(new MouseEvent('click', tap));
    const [, [, x, y] = []] = stand.cameras[0]?.asked ?? [];
    expect(x).to.be.closeTo(0.5, 0.01);
    expect(y).to.be.closeTo(0.25, 0.01);
  });
});

describe('an element that leaves the page', () => {
  it('lets its sources go, and its desk, which is the page’s to close', async () => {
    const stand = await putUp();
    stand.element.remove();
    await stand.settle();
    expect([stand.cameras[0]?.closed, stand.wedges[0]?.closed]).to.deep.equal([true, true]);
    expect(stand.desk.listeners).to.equal(0);
    expect(stand.desk.closed).to.equal(false);
  });
  it('and comes back opens new ones', async () => {
    const stand = await putUp();
    const box = document.createElement('div');
    document.body.append(box);
    box.append(stand.element);
    await stand.settle();
    expect(stand.cameras.map(({ closed }) => closed)).to.deep.equal([true, false]);
    expect(stand.find('.screen').className).to.contain('at-scanning');
    stand.cameras[1]?.read(customer.text);
    expect(stand.desk.checked.length).to.equal(1);
  });
  it('shows nothing of an answer that comes later', async () => {
    const desk = Object.assign(new FakeDesk(), { decision: admissible(1) });
    const stand = await putUp({ desk });
    stand.cameras[0]?.read(customer.text);
    stand.element.remove();
    await stand.settle();
    expect(stand.text()).not.to.contain('723');
  });
});

describe('the browser’s own camera', () => {
  it('is opened without being told how, and let go of with the element', async () => {
    const element = document.createElement('kaiku-scanner');
    element.desk = new FakeDesk();
    document.body.append(element);
    const video = await until(() => element.shadowRoot?.querySelector<HTMLVideoElement>('.camera.running video'));
    const tracks = (video.srcObject as MediaStream).getTracks();
    expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['live']);
    expect([video.muted, video.playsInline]).to.deep.equal([true, true]);
    element.remove();
    await until(() => tracks.every(({ readyState }) => readyState === 'ended') || undefined);
  });
});

describe('the page', () => {
  it('chooses the ways in, at any time', async () => {
    const stand = await putUp({ sources: 'typed' });
    expect([stand.cameras.length, stand.wedges.length]).to.deep.equal([0, 0]);
    stand.element.setAttribute('sources', 'wedge');
    await stand.settle();
    await stand.settle();
    expect([stand.cameras.length, stand.wedges.length]).to.deep.equal([0, 1]);
    expect(stand.element.shadowRoot?.querySelector('#code')).to.equal(null);
  });
  it('says the language by attribute, or the screen takes that of what is around it', async () => {
    const stand = await putUp();
    document.documentElement.lang = 'sv';
    stand.element.removeAttribute('lang');
    stand.element.requestUpdate();
    await stand.settle();
    expect(stand.text()).to.contain('Redo för nästa');
    stand.element.lang = 'en';
    await stand.settle();
    expect(stand.text()).to.contain('Ready for the next');
    document.documentElement.removeAttribute('lang');
  });
  it('gets no event for what it sets itself', async () => {
    const told: string[] = [];
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
    for (const name of names) document.addEventListener(name, () => told.push(name), { once: true });
    const { element, settle } = await putUp();
    Object.assign(element, { show: 'other', sources: 'wedge', lang: 'sv', desk: new FakeDesk(), token: 'x' });
    await settle();
    expect(told).to.deep.equal([]);
  });
  it('may load the element twice: the first stays, and both versions are named', async () => {
    const warned: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => warned.push(text);
    const first = customElements.get('kaiku-scanner');
    const { get } = customElements;
    class Older extends HTMLElement {
      static version = '0.0.9';
    }
    customElements.get = () => Older;
    // The same module once more, under another address.
    const again = '../../packages/scanner/src/define.ts?again';
    await import(again);
    customElements.get = get;
    console.warn = warn;
    expect(customElements.get('kaiku-scanner')).to.equal(first);
    expect(warned.length).to.equal(1);
    expect(warned[0]).to.contain('0.0.9').and.to.contain(KaikuScanner.version);
  });
});

describe('a desk of the element’s own', () => {
  /** An element without a desk, whose sources are not asked for. */
  function bare(): KaikuScanner {
    const element = document.createElement('kaiku-scanner');
    element.sources = 'typed';
    document.body.append(element);
    return element;
  }
  const screen = (element: KaikuScanner) => element.shadowRoot?.querySelector('.screen');

  it('is made once registry, show and token are all known', async () => {
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
  it('records as the attribute says, and is made anew when that changes', async () => {
    const element = bare();
    const told: string[] = [];
    element.addEventListener('kaiku-error', ({ detail }) => told.push(`${detail.during} ${detail.code}`));
    Object.assign(element, { registry: new URL('/no-registry/', location.href).href, show: 'show-1', token: 'secret' });
    await element.updateComplete;
    expect([element.recordsAs, ...told]).to.deep.equal(['sold']);
    element.setAttribute('records-as', 'door');
    await element.updateComplete;
    expect([element.recordsAs, ...told]).to.deep.equal(['door']);
    element.setAttribute('records-as', 'window');
    await element.updateComplete;
    expect(told).to.deep.equal(['setup config/invalid']);
  });
  it('weathers an outage as the attributes say, and one that is not allowed makes none', async () => {
    const element = bare();
    const told: string[] = [];
    element.addEventListener('kaiku-error', ({ detail }) => told.push(`${detail.during} ${detail.code}`));
    Object.assign(element, { registry: new URL('/no-registry/', location.href).href, show: 'show-1', token: 'secret' });
    for (const [name, value] of [
      ['offline-policy', 'deny'],
      ['max-unconfirmed', '0'],
      ['lease-tickets', '12'],
    ] as const)
      element.setAttribute(name, value);
    await element.updateComplete;
    expect([element.offlinePolicy, element.maxUnconfirmed, element.leaseTickets, ...told]).to.deep.equal([
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
    expect(told).to.deep.equal(Array(3).fill('setup config/invalid'));
  });
  it('that cannot be made is told to the page and on the screen', async () => {
    const element = bare();
    const told: string[] = [];
    element.addEventListener('kaiku-error', ({ detail }) => told.push(`${detail.during} ${detail.code}`));
    Object.assign(element, { registry: 'no address', show: 'show-1', token: 'secret' });
    await element.updateComplete;
    expect(told).to.deep.equal(['setup config/invalid']);
    expect(screen(element)?.textContent).to.contain('Kirjauksen asetuksissa on virhe.');
  });
});

describe('what the desk knows', () => {
  it('is on the screen as it changes', async () => {
    const stand = await putUp();
    expect(stand.text()).to.contain('Paikkoja jäljellä 4/10').and.to.contain('Yhteys kunnossa');
    stand.desk.tell({ ...outage, pending: 2, show: { ...show, cap: null } });
    await stand.settle();
    expect(stand.text()).to.contain('Ei ylärajaa').and.to.contain('2 odottaa lähetystä.');
  });
  it('includes the visits somebody must look at, until they are ticked off', async () => {
    const stand = await putUp();
    stand.desk.tell({ review: [notice({ visitId: 'u7' })] });
    await stand.settle();
    expect(stand.text()).to.contain('Tarkista 1 kirjaus').and.to.contain('A0…458');
    stand.find('[part=review] button').click();
    await stand.settle();
    expect(stand.desk.dismissedIds).to.deep.equal(['u7']);
    expect(stand.element.shadowRoot?.querySelector('[part=review]')).to.equal(null);
  });
});

describe('a code that is no card’s', () => {
  it('gets a short notice, which goes by itself', async () => {
    const stand = await putUp();
    stand.cameras[0]?.tell({ type: 'unrecognised', origin: 'camera', symbology: 'qr' });
    await stand.settle();
    expect(stand.find('[part=notice]').textContent).to.equal('Tämä ei ole Kaikukortin koodi.');
    stand.timer.elapse();
    await stand.settle();
    expect(stand.element.shadowRoot?.querySelector('[part=notice]')).to.equal(null);
  });
});
