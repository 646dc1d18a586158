import { createEnrolmentRegistry, type EnrolmentRegistry, goodCode, putUpBare } from './enrolment.ts';
import type { Scene } from './group-scenes.ts';

/** Puts up an element, and lets it do something that leads to the part. */
function scene(
  part: string,
  act: (fixture: Awaited<ReturnType<typeof putUpBare>>, registry: EnrolmentRegistry) => unknown,
): Scene {
  return async (lang) => {
    const registry = createEnrolmentRegistry();
    const fixture = await putUpBare(registry, { lang });
    await act(fixture, registry);
    await fixture.until(part);
    await fixture.settle();
    return fixture;
  };
}

const enrolled = async ({ type, until }: Awaited<ReturnType<typeof putUpBare>>) => {
  type(goodCode);
  await until('[part=begin]');
};

/** The states in which a browser becomes a device of the house. */
export const enrolmentScenes: Readonly<Record<string, Scene>> = {
  enrolling: scene('[part=enrolment]', () => {}),
  'enrolling-no-camera': async (lang) => {
    const fixture = await putUpBare(createEnrolmentRegistry(), {
      lang,
      camera: (camera) => (camera.fails = 'camera/no-camera'),
    });
    await fixture.settle();
    return fixture;
  },
  'enrolling-foreign': scene('[part=notice]', ({ cameras }) =>
    cameras[0]?.emit({ type: 'unrecognised', origin: 'camera', symbology: 'qr' }),
  ),
  'enrolling-sending': scene('.pulse', ({ type }, registry) => {
    registry.silent = true;
    type(goodCode);
  }),
  'enrolling-wrong-code': scene('[part=enrolment-failure]', ({ type }) => type('ACDE-ACDE')),
  'enrolling-offline': scene('[part=enrolment-failure]', ({ type }, registry) => {
    registry.gone = true;
    type(goodCode);
  }),
  'enrolling-named': scene('[part=begin]', enrolled),
  'enrolling-replacing': scene('[part=replace]', async (fixture) => {
    await enrolled(fixture);
    fixture.find('[part=begin]').click();
    await fixture.settle();
    fixture.element.enrol(goodCode);
  }),
  'enrolled-revoked': scene('[part=enrol-again]', async (fixture, registry) => {
    await enrolled(fixture);
    registry.stopped = 'registry/revoked';
    fixture.find('[part=begin]').click();
  }),
};
