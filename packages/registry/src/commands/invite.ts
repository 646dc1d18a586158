import { parseArgs } from 'node:util';
import { Role, toPasskeyCodeText } from '@kaiku/client/contract';
import { type CommandContext, chooseVenue } from './options.ts';

/** The part of the usage text about this command. */
export const inviteUsage = `  invite   makes a person of a venue, and prints the code with which that person makes a passkey at /desk, within three days.
           For the first manager of a venue, and for one who has lost both passkey and recovery code
    --name NAME        the person's name, for the log
    --role manager     or auditor, coordinator, door, till, broker
    --venue ID         default: the only venue
    --data, DATABASE_URL as for \`serve\``;

/** Invites a person. */
export async function runInvite(
  args: string[],
  { openStore, print }: Pick<CommandContext, 'openStore' | 'print'>,
): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      venue: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string', default: 'manager' },
    },
  });
  const name = values.name?.trim();
  if (!name) throw new Error('Name the person: `kaiku-registry invite --name "Maija Meikäläinen"`.');
  const { data: role } = Role.safeParse(values.role);
  if (role === undefined) throw new Error(`--role must be ${Role.options.join(', ')}, not '${values.role}'.`);
  const { store, close } = await openStore(values.data);
  try {
    // A coordinator's venue has no shows, so it is not among those to choose from.
    const venueId = values.venue ?? (await chooseVenue(store, undefined));
    const invited = await store.people.invite({ venueId, name, role });
    if (invited === undefined) throw new Error(`The registry has no venue '${venueId}'.`);
    print(`Code ${toPasskeyCodeText(invited.code)}, until ${invited.expiresAt.toISOString()}. It is not shown again.`);
  } finally {
    await close();
  }
}
