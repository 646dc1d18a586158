/** The element in a closed dialog: the camera and the keys belong to the page. */

import { arki } from '@kaiku/registry';
import { readerOn } from '@kaiku/testkit/playwright';
import { expect, it } from 'vitest';
import { useVenue } from '../support/use-venue.ts';

const { cards, shows } = arki;
const clerk = useVenue();

it('an element in a dialog uses camera and keys only while the dialog is open', async () => {
  const { code } = cards.single;
  const { page, scanner } = await clerk.open(shows.evening, { lang: 'fi', camera: { symbology: 'qr', text: code } });
  await scanner.part('confirm').waitFor();
  await page.locator('kaiku-scanner').evaluate((element) => {
    Object.assign(element, { auto: true });
    const dialog = document.createElement('dialog');
    const input = document.createElement('input');
    document.body.prepend(input, dialog);
    dialog.append(element);
    input.focus();
  });
  const tracks = () =>
    page
      .locator('kaiku-scanner video')
      .evaluateAll((videos) => videos.filter((video) => (video as HTMLVideoElement).srcObject !== null).length);
  await readerOn(page).scan(code);
  // All letters stay in the field. The element would have removed the code of a reader.
  await expect.poll(() => page.locator('input').first().inputValue()).toBe(code);
  expect(await tracks()).toBe(0);
  expect(await clerk.counted(shows.evening)).toEqual([]);

  const turn = (open: boolean) =>
    page.locator('dialog').evaluate((dialog, to) => {
      const { showModal, close } = dialog as HTMLDialogElement;
      (to ? showModal : close).call(dialog);
    }, open);
  await turn(true);
  await scanner.verdict('confirmed');
  await turn(false);
  await expect.poll(tracks).toBe(0);
  expect(await clerk.counted(shows.evening)).toHaveLength(1);
});
