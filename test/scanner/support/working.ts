/** Whether an element works: what it has open, and whether it takes up a card. */
import type { Fixture } from './fixture.ts';
import { admissible, type confirmed, customer } from './samples.ts';

/** Returns the number of open sources. */
export const open = ({ cameras, wedges }: Fixture) => [...cameras, ...wedges].filter(({ closed }) => !closed).length;

/** Reads a card by the last source that was made, even if it is closed. Returns true if it was taken up. */
export async function takes(fixture: Fixture): Promise<boolean> {
  const before = fixture.desk.checked.length;
  fixture.wedges.at(-1)?.emit({
    type: 'reading',
    reading: { text: customer.text, origin: 'wedge', symbology: undefined, takenAtMs: 0, repairs: [] },
  });
  await fixture.settle();
  return fixture.desk.checked.length > before;
}

/** Starts to record a card. Returns a function that answers for the desk. */
export async function recording(fixture: Fixture): Promise<(verdict: typeof confirmed) => void> {
  fixture.desk.decision = admissible(0);
  let answer = (_: typeof confirmed) => {};
  fixture.desk.admit = () => new Promise((resolve) => (answer = resolve));
  fixture.wedges[0]?.read(customer.text);
  await fixture.settle();
  fixture.find('[part=confirm]').click();
  return (verdict) => answer(verdict);
}
