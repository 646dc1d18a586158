import { parseArgs } from 'node:util';
import { type DeviceChange, EnrolmentRequest, toEnrolmentText } from '@kaiku/client/contract';
import type { Store } from '../store/store.ts';
import { type CommandContext, chooseVenue } from './options.ts';

/** The part of the usage text about these commands. */
export const devicesUsage = `  devices    lists the devices of a venue (docs/devices.md)
  devices enrol      prints a code, with which a device enrols itself within ten minutes
    --name 'Kassa 1'   default: the device names itself
    --shows ID,ID      default: all shows of the venue
    --role till        or door, broker, manager, auditor
    --device ID        gives another key to this device, which keeps its journals
    --public-url URL   prints the text of the QR code too
  devices freeze ID, let-in ID, rename ID NAME, shows ID all | ID,ID, revoke ID [--lost]
    --venue ID, --data, DATABASE_URL as for \`hand-over\``;

const options = {
  data: { type: 'string' },
  venue: { type: 'string' },
  name: { type: 'string' },
  shows: { type: 'string' },
  role: { type: 'string', default: 'till' },
  device: { type: 'string' },
  lost: { type: 'boolean', default: false },
  'public-url': { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  return parseArgs({ args, options, allowPositionals: true });
}

/** Runs `devices`, and the commands below it. */
export async function runDevices(args: string[], { openStore, print }: Omit<CommandContext, 'env'>): Promise<void> {
  const { values, positionals } = parse(args);
  const [command, id = '', argument] = positionals;
  const { store, close } = await openStore(values.data);
  try {
    const venueId = await chooseVenue(store, values.venue);
    if (command === undefined) return await list(store, venueId, print);
    if (command === 'enrol') return await enrol(store, venueId, values, print);
    const device =
      command === 'revoke'
        ? (await store.revoke(id, { venueId, lost: values.lost }))?.device
        : await store.changeDevice(venueId, id, toChange(command, argument));
    if (device === undefined) throw new Error(`The venue has no device '${id}'. Run \`kaiku-registry devices\`.`);
    if (command === 'let-in') await store.letIn(id, venueId);
    print(`${device.name} is ${device.state}, for ${device.shows?.join(', ') ?? 'all shows'}.`);
  } finally {
    await close();
  }
}

/** @throws Error if there is no such command */
function toChange(command: string, argument: string | undefined): DeviceChange {
  if (command === 'freeze' || command === 'let-in') return { frozen: command === 'freeze' };
  if (command === 'rename' && argument !== undefined) return { name: argument };
  if (command === 'shows' && argument !== undefined) return { shows: argument === 'all' ? null : argument.split(',') };
  throw new Error(`There is no command 'devices ${command}' of that form. Run \`kaiku-registry help\`.`);
}

async function list(store: Store, venueId: string, print: CommandContext['print']): Promise<void> {
  for (const { id, name, state, lastHeardAt, shows } of await store.devices(venueId))
    print([id, name, state, lastHeardAt ?? 'never heard', shows?.join(',') ?? 'all shows'].join('  '));
}

async function enrol(store: Store, venueId: string, values: Values, print: CommandContext['print']): Promise<void> {
  const { name, shows, role, device, 'public-url': publicUrl } = values;
  const parsed = EnrolmentRequest.safeParse({ deviceId: device, name, role, shows: shows?.split(',') });
  if (!parsed.success) throw new Error(`Not a valid ${parsed.error.issues[0]?.path.join('.')}.`);
  const enrolment = await store.createEnrolment({ venueId, id: null }, parsed.data);
  if (enrolment === undefined) throw new Error(`The venue has no device '${device}'. Run \`kaiku-registry devices\`.`);
  print(describeCode(enrolment.code));
  if (publicUrl !== undefined) print(toEnrolmentText(publicUrl, enrolment.code));
}

/** Returns a code as people read it. */
export function describeCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}, for ten minutes`;
}
