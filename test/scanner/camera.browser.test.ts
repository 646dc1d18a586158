import { expect } from 'chai';
import { FakeDesk } from './support/fakes.ts';
import { putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { customer } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

/** Returns what `look` finds, trying at every frame. */
async function until<T>(look: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined) return found;
    await new Promise(requestAnimationFrame);
  }
}

describe('a camera that does not work', () => {
  it('does not block reader or typing while the browser still asks for permission', async () => {
    const fixture = await putUp({ camera: (camera) => (camera.hangs = true) });
    expect(fixture.find('.screen').className).to.contain('at-starting');
    fixture.wedges[0]?.read(customer.text);
    expect(fixture.desk.checked).to.deep.equal([customer.text]);
  });
  it('is explained in a sentence, while reader and typing work', async () => {
    const fixture = await putUp({ camera: (camera) => (camera.fails = 'camera/denied-by-user') });
    expect(fixture.text()).to.contain('Kameran käyttöä ei ole sallittu.');
    expect(fixture.text()).to.contain('Kortin voi lukea lukijalla tai tunnuksen kirjoittaa.');
    fixture.find<HTMLInputElement>('#code').value = customer.text;
    fixture.find('[part=check]').click();
    expect(fixture.desk.checked).to.deep.equal([customer.text]);
  });
  it('can be retried', async () => {
    const fixture = await putUp({ camera: (camera) => (camera.fails = 'camera/busy') });
    const [camera] = fixture.cameras;
    if (camera !== undefined) camera.fails = undefined;
    fixture.find('[part=retry]').click();
    await fixture.settle();
    expect(camera?.starts).to.equal(2);
    expect(fixture.find('.camera').className).to.contain('running');
  });
});

describe('a camera that works', () => {
  const able = { others: 1, torch: false, zoom: { value: 1, min: 1, max: 4, step: 0.1 }, focusable: true } as const;
  it('shows only the controls it has', async () => {
    const fixture = await putUp({ camera: (camera) => camera.show({}) });
    expect(fixture.element.shadowRoot?.querySelector('.camera button, .camera input')).to.equal(null);
    fixture.cameras[0]?.show(able);
    await fixture.settle();
    for (const part of ['torch', 'focus', 'another-camera']) fixture.find(`[part=${part}]`).click();
    const zoom = fixture.find<HTMLInputElement>('[part=zoom]');
    zoom.value = '2.5';
    zoom.dispatchEvent(new Event('input'));
    expect(fixture.cameras[0]?.asked).to.deep.equal([['torch', true], ['focus', 0.5, 0.5], ['another'], ['zoom', 2.5]]);
    fixture.cameras[0]?.show({ torch: true });
    await fixture.settle();
    expect(fixture.find('[part=torch]').getAttribute('aria-pressed')).to.equal('true');
  });
  it('sleeps if nothing is read, says so, and wakes at a tap', async () => {
    const fixture = await putUp({ camera: (camera) => camera.show({ at: 'asleep' }) });
    expect(fixture.text()).to.contain('Kamera on lepotilassa');
    const button = fixture.find('[part=wake]');
    button.focus();
    button.click();
    expect(fixture.cameras[0]?.asked[0]).to.deep.equal(['wake']);
    fixture.cameras[0]?.show({ at: 'playing' });
    await fixture.settle();
    expect(fixture.text()).not.to.contain('Kamera on lepotilassa');
    expect(fixture.element.shadowRoot?.activeElement?.className).to.equal('stage');
  });
  it('says that it is restarting, and keeps its place on the screen', async () => {
    const fixture = await putUp({ camera: (camera) => camera.show(able) });
    const heightOf = () => fixture.find('.camera').getBoundingClientRect().height;
    const height = heightOf();
    fixture.cameras[0]?.show({ at: 'stalled' });
    await fixture.settle();
    expect(fixture.find('.pause [role=status]').textContent).to.equal('Kamera palautuu käyttöön hetken kuluttua.');
    expect(heightOf()).to.equal(height);
  });
  it('can be switched to another if it has failed', async () => {
    const fixture = await putUp({
      camera: (camera) => {
        camera.fails = 'camera/busy';
        camera.show({ at: 'closed', others: 1 });
      },
    });
    fixture.find('[part=another-camera]').click();
    expect(fixture.cameras[0]?.asked).to.deep.equal([['another']]);
  });
  it('focuses where its picture is tapped', async () => {
    const fixture = await putUp({ camera: (camera) => camera.show(able) });
    const picture = fixture.find('.picture');
    const video = fixture.find('video');
    Object.defineProperties(video, { videoWidth: { value: 1280 }, videoHeight: { value: 720 } });
    const { left, top, width, height } = video.getBoundingClientRect();
    const tap = { clientX: left + width / 2, clientY: top + height / 4, bubbles: true };
    picture.dispatchEvent(new MouseEvent('click', tap));
    const [, [, x, y] = []] = fixture.cameras[0]?.asked ?? [];
    expect(x).to.be.closeTo(0.5, 0.01);
    expect(y).to.be.closeTo(0.25, 0.01);
  });
});

describe('the browser’s own camera', () => {
  it('is opened by default, and released with the element', async () => {
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
