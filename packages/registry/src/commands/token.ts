import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type CommandContext, chooseVenue } from './options.ts';

/** The part of the usage text about this command. */
export const tokenUsage = `  token ID   gives a device a new token, and prints it once, if you have lost the old one, which is invalid at once. The device
             keeps what it has recorded and stored
    --venue ID, --data, DATABASE_URL as for \`hand-over\``;

/** Returns a token that no one can guess. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Gives a device a new token. @throws Error if the venue has no such device */
export async function runToken(args: string[], { openStore, print }: Omit<CommandContext, 'env'>): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { data: { type: 'string' }, venue: { type: 'string' } },
    allowPositionals: true,
  });
  const [id, ...others] = positionals;
  const { store, close } = await openStore(values.data);
  try {
    const known = (await store.devices(await chooseVenue(store, values.venue))).map((device) => device.id);
    if (id === undefined || others.length > 0 || !known.includes(id))
      throw new Error(`Name one device of the venue: ${known.join(', ') || 'it has none'}.`);
    const token = newToken();
    await store.setToken(id, token);
    print(`Token      ${token}`);
    print(`The earlier token of ${id} is invalid. This one is not shown again, so put it away now.`);
  } finally {
    await close();
  }
}
