/** The pages of what is to be seen to, of the log and of the people, as the built registry serves them. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toShortReference } from '@kaiku/client/admission';
import { arki } from '@kaiku/registry';
import { describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { axeViolations, makePasskey } from '../support/house-window.ts';
import { reportOf, useHouse } from '../support/use-house.ts';

const house = useHouse();

const showId = arki.shows.evening.id;
const card = arki.cards.single.code;

describe('a manager', () => {
  it('sees to the visits of a till by the reference that the till shows too, and finds that in the log', async () => {
    const [first, kept, mistaken] = [reportOf(1, showId, card), reportOf(2, showId, card), reportOf(3, showId, card)];
    const rejected = randomUUID();
    const entries = [first, kept, mistaken, { kind: 'report', seq: 4, id: rejected }];
    await house.send('/v1/deliveries', { journal: randomUUID(), seqHigh: 6, entries });
    const { page, complaints } = await house.open('/desk/attention', arki.tokens.manager);
    const item = (id: string) => page.locator('section li', { hasText: toShortReference(id) });
    await item(kept.id).waitFor();
    expect(await page.locator('section[data-list=flagged] li').count()).toBe(2);
    expect(await item(kept.id).textContent()).toContain('Lipunmyynti');
    expect(await item(kept.id).textContent()).toContain(arki.shows.evening.name);
    expect(await page.locator('section[data-list=devices] li').textContent()).toContain('Not sent yet: 2.');
    expect(await page.locator('main').textContent()).not.toContain(card);
    expect(await axeViolations(page)).toEqual([]);

    await item(kept.id).getByRole('button', { name: 'Seen to' }).click();
    await item(kept.id).waitFor({ state: 'detached' });
    await item(mistaken.id).getByRole('button', { name: 'Void the visit' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('alert').getByRole('button', { name: 'Void the visit' }).click();
    await item(mistaken.id).waitFor({ state: 'detached' });
    await item(rejected).getByRole('button', { name: 'Seen to' }).click();
    await item(rejected).waitFor({ state: 'detached' });
    const found = await house.store.usages(showId);
    expect(found.map(({ visitId, state }) => [visitId, state])).toEqual([
      [first.id, 'counted'],
      [kept.id, 'counted'],
      [mistaken.id, 'voided'],
    ]);

    if (await page.getByRole('button', { name: 'Menu' }).isVisible())
      await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('nav').getByRole('link', { name: 'Log' }).click();
    const entry = page.locator('house-log li', { hasText: 'voided a visit' });
    await entry.getByText(`Reference ${toShortReference(mistaken.id)}`).waitFor();
    expect(await entry.textContent()).toContain('Tuottaja');
    expect(await axeViolations(page)).toEqual([]);
    await page.locator('select[name=actor]').selectOption({ label: 'Tuottaja' });
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save CSV' }).click();
    const file = readFileSync(await (await download).path(), 'utf8');
    expect(file).toContain('"voidVisit"');
    expect(file).not.toContain(card);
    await page.locator('input[name=to]').fill('2020-01-01');
    await page.locator('input[name=to]').blur();
    await page.getByText('There are no entries for these days.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('invites a person, who makes a passkey, replaces the recovery code, and ends the access of another', async () => {
    const invited = await house.store.people.invite({ venueId: 'suvanto', name: 'Maija', role: 'manager' });
    const { page, complaints } = await house.open('/desk/people');
    await addAuthenticator(page);
    const former = await makePasskey(page, invited?.code ?? '');

    await page.locator('house-people li', { hasText: 'Maija' }).getByText('(you)').waitFor();
    expect(await page.getByRole('button', { name: 'End access: Maija' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Make an invitation code' }).click();
    await page.getByRole('alert').getByText('Type the name.').waitFor();
    await page.getByLabel('Name').fill('Liisa');
    await page.getByLabel('Role').selectOption('auditor');
    await page.getByRole('button', { name: 'Make an invitation code' }).click();
    await page.getByRole('heading', { name: 'Invitation code: Liisa' }).waitFor();
    expect(await page.locator('.shown').textContent()).toMatch(/^\w{7}-\w{7}-\w{7}$/);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'The code is given' }).click();
    const liisa = page.locator('house-people li', { hasText: 'Liisa' });
    await liisa.getByText('Invited, has not made a passkey yet').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Replace the recovery code' }).click();
    await page.locator('.shown').waitFor();
    expect(await page.locator('.shown').textContent()).not.toBe(former);
    await page.getByRole('button', { name: 'The code is safe' }).click();

    await page.getByRole('button', { name: 'End access: Liisa' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('alert').getByRole('button', { name: 'End access' }).click();
    await liisa.waitFor({ state: 'detached' });
    expect((await house.store.people.list('suvanto')).map(({ name }) => name)).toEqual(['Maija']);
    expect(complaints).toEqual([]);
  });
});

it('an auditor has the log in the menu, and no page of devices, people or matters', async () => {
  const { page } = await house.open('/desk/log', arki.tokens.auditor);
  await page.locator('house-log select[name=actor]').waitFor();
  const titles = (await page.locator('nav a').allTextContents()).map((title) => title.trim());
  expect(titles).toContain('Log');
  for (const title of ['Devices', 'People', 'To be seen to']) expect(titles).not.toContain(title);
});
