/** An element without a token: how its browser becomes a device of the house, and what it says if it does not. */
import { expect } from 'chai';
import {
  createEnrolmentRegistry,
  type EnrolmentRegistry,
  goodCode,
  putUpBare,
  qrText,
  restoreFetch,
} from './support/enrolment.ts';
import { afterEach, beforeEach, describe, it } from './support/mocha.ts';

let registry: EnrolmentRegistry;
beforeEach(() => {
  registry = createEnrolmentRegistry();
});
afterEach(() => {
  document.body.replaceChildren();
  restoreFetch();
});

/** Resolves once it is so. */
async function become(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(requestAnimationFrame);
}

/** Enrols, and begins to work. */
async function enrolled() {
  const fixture = await putUpBare(registry);
  fixture.cameras[0]?.read(qrText(goodCode));
  (await fixture.until('[part=begin]')).click();
  await fixture.until('[part=shows]');
  return fixture;
}

describe('an element without a token', () => {
  it('requests a code, by the camera and the field, and for no card', async () => {
    const fixture = await putUpBare(registry);
    await fixture.settle();
    expect(fixture.element.matches(':state(enrolling)')).to.equal(true);
    expect(fixture.text()).to.contain('Lisää tämä laite').and.to.contain('Näytä kameralle');
    expect([fixture.cameras.length, fixture.wedges.length]).to.deep.equal([1, 0]);
    const [accepts] = fixture.accepts;
    const read = [qrText(goodCode), goodCode, 'A045198723', 'https://example.org/'].map((text) => accepts?.(text));
    expect(read).to.deep.equal([true, true, false, false]);
    expect(fixture.element.shadowRoot?.querySelector('#code')).to.equal(null);
  });
  it('makes a key with the code that the camera reads, shows its name and venue, and works', async () => {
    const fixture = await putUpBare(registry);
    const events: string[] = [];
    fixture.element.addEventListener('kaiku-reading', () => events.push('kaiku-reading'));
    fixture.cameras[0]?.read(qrText(goodCode));
    await fixture.until('[part=begin]');
    expect(fixture.text()).to.contain('Laitteen nimi on Ovi 1.').and.to.contain('Kulttuuritalo Suvanto');
    expect(fixture.cameras[0]?.closed).to.equal(true);
    expect(registry.asked).to.deep.equal(['/v1/enrol -']);
    fixture.timer.elapse();
    await fixture.until('[part=shows]');
    await fixture.settle();
    expect(fixture.element.matches(':state(enrolling)')).to.equal(false);
    await become(() => registry.asked.includes('/v1/shows DPoP'));
    expect(events).to.deep.equal([]);
  });
  it('takes a typed code, in any case and with a hyphen, and the text that a reader types', async () => {
    for (const typed of ['acde fghj', 'ACDE-FGHJ', qrText(goodCode), 'HTTPSÖ--REGISTRY.EXAMPLE-SCAN§ENROL)ACDEFGHJ']) {
      registry = createEnrolmentRegistry();
      const fixture = await putUpBare(registry);
      fixture.type(typed);
      await fixture.until('[part=begin]');
      fixture.element.remove();
    }
  });
  for (const [what, sentence, spoil] of [
    ['a wrong code', 'Koodi on väärä, käytetty tai yli kymmenen minuuttia vanha.', () => {}],
    ['no connection', 'Tarkista laitteen verkko', (its: EnrolmentRegistry) => (its.gone = true)],
  ] as const)
    it(`says what is wrong and what to do after ${what}, and takes the next code`, async () => {
      const fixture = await putUpBare(registry);
      const errors: string[] = [];
      fixture.element.addEventListener('kaiku-error', ({ detail }) => errors.push(`${detail.during} ${detail.code}`));
      spoil(registry);
      fixture.type('ACDE-ACDE');
      const note = await fixture.until('[part=enrolment-failure]');
      expect(note.textContent).to.contain(sentence).and.not.to.contain('paperilomakkeelle');
      expect(errors).to.have.length(1);
      expect(fixture.find<HTMLInputElement>('#enrolment-code').value).to.equal('');
      registry.gone = false;
      fixture.type(goodCode);
      await fixture.until('[part=begin]');
    });
  it('works at once if this browser is enrolled already, and another registry asks again', async () => {
    (await enrolled()).element.remove();
    const again = await putUpBare(registry);
    expect(again.element.shadowRoot?.querySelector('[part=enrolment]')).to.equal(null);
    // One element of a page has the camera.
    again.element.remove();
    const elsewhere = await putUpBare(createEnrolmentRegistry());
    expect(elsewhere.element.shadowRoot?.querySelector('[part=enrolment]')).not.to.equal(null);
  });
  it('asks for nothing once the page gives it a token', async () => {
    const fixture = await putUpBare(registry);
    fixture.element.token = 'page-token';
    await become(() => registry.asked.includes('/v1/shows Bearer'));
    expect(fixture.element.shadowRoot?.querySelector('[part=enrolment]')).to.equal(null);
  });
  it('waits while the clerk trains', async () => {
    const fixture = await putUpBare(registry);
    fixture.element.training = true;
    await fixture.until('[part=demo-card]');
    fixture.element.training = false;
    await fixture.until('[part=enrolment]');
  });
});

describe('`enrol(text)`', () => {
  it('enrols at once, also before the element has looked for a key', async () => {
    const element = document.createElement('kaiku-scanner');
    element.enrol(qrText(goodCode));
    Object.assign(element, { registry: registry.url, sources: 'typed' });
    document.body.append(element);
    while (element.shadowRoot?.querySelector('[part=begin]') == null) await new Promise(requestAnimationFrame);
    expect(registry.asked).to.deep.equal(['/v1/enrol -']);
  });
  it('asks first on a device that is enrolled, and sends nothing if the clerk declines', async () => {
    const fixture = await enrolled();
    registry.asked.length = 0;
    fixture.element.enrol(goodCode);
    expect((await fixture.until('[part=enrolment]')).textContent).to.contain('Laite on jo lisätty: Ovi 1');
    fixture.find('[part=keep]').click();
    await fixture.until('[part=shows]');
    expect(registry.asked).not.to.include('/v1/enrol -');
    fixture.element.enrol(goodCode);
    (await fixture.until('[part=replace]')).click();
    await fixture.until('[part=begin]');
    expect(registry.asked).to.include('/v1/enrol -');
  });
});

describe('an enrolled device that the registry no longer accepts', () => {
  for (const [why, sentence] of [
    ['registry/revoked', 'Laite on poistettu käytöstä.'],
    ['registry/lost', 'Laite on ilmoitettu kadonneeksi.'],
    ['registry/unauthorised', 'Kaikukanta ei hyväksy laitteen käyttöoikeutta'],
  ] as const)
    it(`says so and takes a new code (${why})`, async () => {
      const fixture = await enrolled();
      fixture.element.remove();
      registry.stopped = why;
      const stopped = await putUpBare(registry);
      const button = await stopped.until('[part=enrol-again]');
      expect(stopped.text()).to.contain(sentence);
      button.click();
      await stopped.until('#enrolment-code');
      stopped.find('[part=keep]').click();
      (await stopped.until('[part=enrol-again]')).click();
      await stopped.until('#enrolment-code');
      stopped.type(goodCode);
      (await stopped.until('[part=begin]')).click();
      await stopped.until('[part=shows]');
      await become(() => stopped.element.shadowRoot?.querySelector('[part=enrol-again]') === null);
    });
});
