/** Several elements on a page, of one copy of the package or of two: only one has the camera and the reader. */
import { KaikuScanner } from '@kaiku/scanner';
import { expect } from 'chai';
import { FakeSource } from './support/fake-sources.ts';
import { FakeDesk } from './support/fakes.ts';
import { type Fixture, putUp } from './support/fixture.ts';
import { afterEach, describe, it } from './support/mocha.ts';
import { admissible, confirmed, customer } from './support/samples.ts';

afterEach(() => document.body.replaceChildren());

const open = ({ cameras, wedges }: Fixture) => [...cameras, ...wedges].filter(({ closed }) => !closed).length;

/** Puts up two elements side by side. Both are visible whatever has the focus: one that is scrolled away loses the camera. */
async function both(): Promise<[Fixture, Fixture]> {
  const column = (left: string) => {
    const made = document.createElement('div');
    Object.assign(made.style, { position: 'absolute', insetBlockStart: '0', left, width: '50%' });
    document.body.append(made);
    return made;
  };
  const stands: [Fixture, Fixture] = [await putUp({ into: column('0') }), await putUp({ into: column('50%') })];
  for (const { settle } of stands) await settle();
  return stands;
}

describe('two elements on a page', () => {
  it('share one camera and one reader, and both accept typed codes', async () => {
    const [one, other] = await both();
    expect([open(one), open(other)]).to.deep.equal([2, 0]);
    expect(other.find('.screen').className).to.contain('at-scanning');
    expect(other.text()).to.contain('sivun toisessa kirjausnäkymässä');
    other.find<HTMLInputElement>('#code').value = customer.text;
    other.find('[part=check]').click();
    await other.settle();
    expect([one.desk.checked, other.desk.checked]).to.deep.equal([[], [customer.text]]);
  });
  it('pass them to the one that a person uses', async () => {
    const [one, other] = await both();
    other.find('#code').focus();
    await other.settle();
    await one.settle();
    expect([open(one), open(other)]).to.deep.equal([0, 2]);
    expect(one.element.shadowRoot?.querySelector('[part=elsewhere]')).not.to.equal(null);
    one.find('[part=take-sources]').click();
    await one.settle();
    await other.settle();
    expect([open(one), open(other)]).to.deep.equal([2, 0]);
  });
  it('pass them on when their owner leaves the page or is hidden', async () => {
    const [one, other] = await both();
    one.element.hidden = true;
    await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 50)));
    await other.settle();
    expect([open(one), open(other)]).to.deep.equal([0, 2]);
    one.element.hidden = false;
    other.element.remove();
    await one.settle();
    expect([open(one), open(other)]).to.deep.equal([2, 0]);
  });
  it('start the camera only when the other has released it', async () => {
    const [one, other] = await both();
    const [camera] = one.cameras;
    let release = () => {};
    if (camera !== undefined) camera.close = () => new Promise<void>((resolve) => (release = resolve));
    other.find('#code').focus();
    await other.settle();
    expect(other.cameras[0]?.starts).to.equal(0);
    expect(other.wedges[0]?.starts).to.equal(1);
    release();
    await other.settle();
    expect(other.cameras[0]?.starts).to.equal(1);
  });
  it('record a card once, and keep a question while the other is touched', async () => {
    const [one, other] = await both();
    Object.assign(one.desk, { decision: admissible(2), verdict: confirmed });
    one.wedges[0]?.read(customer.text);
    await one.settle();
    other.find('#code').focus();
    await one.settle();
    expect(one.find('.screen').className).to.contain('at-asking');
    one.find('[part=confirm]').click();
    await one.settle();
    expect([one.desk.admitted.length, other.desk.admitted.length]).to.deep.equal([1, 0]);
  });
});

describe('two copies of the package on a page', () => {
  it('share camera and reader, even under different tag names', async () => {
    const one = await putUp();
    const copy = '../../packages/scanner/src/scanner.component.ts?another-copy';
    const { KaikuScanner: Other } = (await import(copy)) as { KaikuScanner: typeof KaikuScanner };
    expect(Other).not.to.equal(KaikuScanner);
    customElements.define('other-scanner', class extends Other {});
    const element = document.createElement('other-scanner') as KaikuScanner;
    const opened: FakeSource[] = [];
    element.desk = new FakeDesk();
    element.createCamera = () => {
      const camera = new FakeSource('camera');
      opened.push(camera);
      return camera;
    };
    element.sources = 'camera';
    document.body.append(element);
    await element.updateComplete;
    await one.settle();
    expect([open(one), opened]).to.deep.equal([2, []]);
    expect(element.shadowRoot?.querySelector('[part=elsewhere]')).not.to.equal(null);
    one.element.remove();
    await element.updateComplete;
    expect(opened.length).to.equal(1);
    element.remove();
    expect(opened[0]?.closed).to.equal(true);
  });
});
