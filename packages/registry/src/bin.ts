#!/usr/bin/env node
import { runCards } from './commands/cards.ts';
import { demo } from './commands/demo.ts';
import { devicesUsage, runDevices } from './commands/devices.ts';
import { handOverUsage, runHandOver } from './commands/hand-over.ts';
import { importUsage, runImport } from './commands/import.ts';
import { inviteUsage, runInvite } from './commands/invite.ts';
import { anonymise, doctor, makeSealingKey, migrate } from './commands/maintain.ts';
import { serve } from './commands/serve.ts';
import { openStore } from './commands/settings.ts';
import { runToken, tokenUsage } from './commands/token.ts';

const usage = `kaiku-registry <command> [options]

  demo     a made-up world to develop, demo and test: sample venues, shows and cards, and public tokens. In memory,
           unless you name a folder
    --data DIR         stores the data in a folder
    --reset            deletes existing data first

  serve    a registry with your own venues, devices, shows and cards
    --data DIR         stores the data in a folder: one process, safe against power loss. The first run makes a venue, a
                       show and a device, and prints its token, the code of the first manager and one for a till once
    --venue Talo, --show Hamlet   the names of that venue and of that show
    --cards listed     refuses a card that the list of cards lacks. \`not-checked\` records it: the house records, Kaikukanta
                       checks at the import. Default: as before; not-checked at the first run in a folder
    DATABASE_URL       environment variable: stores it on a PostgreSQL server, for any number of processes
    DATABASE_URL_FILE  the same, as a file with that address: for a credential of systemd or a secret of a container
    SEALING_KEYS       environment variable: the file of the sealing keys. Required with DATABASE_URL; the same for all
                       processes. Default: DIR/sealing-keys.json, made on the first start
    DATABASE_POOLER    named-statements or unnamed-statements, if that is a PgBouncer in transaction mode
    DATABASE_REPORTS_URL  a replica that answers statistics and exports
    FINGERPRINT_KEY    at least 32 random characters, the same for every process, not stored with the dumps. Default: one
                       that the database stores, so that its dumps have it
    --keep-cards 550d  for how long cards are kept; then their visits are anonymised, daily. \`forever\` keeps them
    --hand-over DIR    writes the files for Kaikukanta's import to this folder every night, as \`hand-over\` does
    --allow-origin URL an origin whose pages may call the registry, such as https://tickets.example. Repeatable.
                       Default: every origin of this machine
    --public-url URL   the address at which browsers reach the registry, such as https://registry.example. People sign in
                       there with passkeys, and enrolled devices sign it. Default: none but on this machine,
                       http://localhost:8787
    --metrics-port N   serves GET /metrics for Prometheus on this port. Default: no metrics
    --metrics-host 127.0.0.1   the address of that port. It has no token: only your monitoring may reach it
    --log-requests     logs every request as a line of JSON, and not only failures
    --address-header NAME  the header in which your proxy writes each client's address, such as X-Real-IP

  cards import FILE    replaces the list of cards by a workbook (.xlsx) or CSV file: code, status, last day of validity,
                       number of children
    --listed-on DAY    the day the file is of, such as 2026-11-20. Default: today
    --data, DATABASE_URL, DATABASE_POOLER as for \`serve\`, which must not run on the folder

  migrate  brings data of an older version to this one, while older processes continue. \`serve\` does so too at its start
    --data, DATABASE_URL, DATABASE_POOLER as for \`serve\`

  doctor   looks for what is wrong with the set-up of \`serve\` on DATABASE_URL, and says what to do. Changes nothing.
           Ends with 1 if anything is wrong
    --url URL          the address that devices use, such as https://registry.example: checks the proxy too
    --allow-origin URL as for \`serve\`
    --accept ID        a finding that is all right here, such as standby. Repeatable

  sealing-key FILE     adds a new sealing key to the file, which is made if missing. Devices seal card codes to it once
                       every process was restarted. Keep the earlier keys: they open what devices have sealed before

  anonymise  erases the cards of old visits now. May be interrupted, and run next to \`serve\`
    --older-than 550d  visits recorded before
    --data, DATABASE_URL, DATABASE_POOLER as for \`serve\`

${devicesUsage}

${tokenUsage}

${inviteUsage}

${handOverUsage}

${importUsage}

  demo and serve:
    --port 8787        the port to listen on; 0 for any free port
    --host 127.0.0.1   the address to listen on`;

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run([command, ...args]: string[]): Promise<void> {
  if (command === undefined || command === 'help' || [command, ...args].includes('--help')) {
    console.log(usageOf(command));
    return;
  }
  switch (command) {
    case 'demo':
      return demo(args);
    case 'serve':
      return serve(args);
    case 'cards':
      return runCards(args, { openStore, print: console.log });
    case 'devices':
      return runDevices(args, { openStore, print: console.log });
    case 'token':
      return runToken(args, { openStore, print: console.log });
    case 'migrate':
      return migrate(args);
    case 'doctor':
      return doctor(args);
    case 'sealing-key':
      return makeSealingKey(args);
    case 'anonymise':
      return anonymise(args);
    case 'hand-over':
      return runHandOver(args, { openStore, env: process.env, print: console.log });
    case 'invite':
      return runInvite(args, { openStore, print: console.log });
    case 'import':
      return runImport(args, { openStore, print: console.log });
    default:
      throw new Error(`There is no command '${command}'. Run \`kaiku-registry help\`.`);
  }
}

/** Returns the parts about a command; all, if there is no such command. A part begins with the commands that it is about. */
function usageOf(command: string | undefined): string {
  const parts = usage.split('\n\n');
  const own = parts.filter((part) => {
    const [, first, second] = /^ {2}([a-z-]+)(?: and ([a-z-]+):)?/.exec(part) ?? [];
    return command === first || command === second;
  });
  return own.length > 0 ? own.join('\n\n') : usage;
}
