/**
 * A till without a screen: reads one card a line (`A045198723`, or `A045198723 2` with two children) and prints what
 * became of each.
 *
 *   node pos.ts --registry http://127.0.0.1:8787 --token demo-box-office --show SHOW --file till.sqlite
 */
import { stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createDesk } from '@kaiku/client';
import { fileStorage } from '@kaiku/client/file-storage';

const { values } = parseArgs({
  options: {
    registry: { type: 'string' },
    token: { type: 'string' },
    show: { type: 'string' },
    file: { type: 'string', default: 'till.sqlite' },
  },
});
const { registry = '', token = '', show = '', file } = values;

// What has not reached the register yet is in the file, also if this program is killed, and is sent when it runs again.
const desk = createDesk({ registry, token, show, storage: fileStorage(file) });

for await (const line of createInterface({ input: stdin })) {
  const [text = '', children = '0'] = line.trim().split(/\s+/);
  console.log(await sell(text, Number(children)));
}
await desk.close();

async function sell(text: string, minors: number): Promise<string> {
  const decision = await desk.check(text);
  if (decision.outcome === 'refused') return `refused: ${decision.refusal.reason}`;
  if (decision.outcome === 'undecided' && !decision.mayRecord) return `undecided: ${decision.cause}`;
  // At a door only (`recordsAs: 'door'`): the ticket was redeemed in advance.
  if (decision.outcome === 'has-ticket') return `has a ticket since ${decision.ticket.recordedAt}: nothing to record`;
  if (minors < decision.minors.least || minors > decision.minors.most) {
    return `refused: this card brings ${decision.minors.least} to ${decision.minors.most} minors`;
  }
  const verdict = await desk.admit([{ decision, minors }]);
  if (verdict.outcome === 'confirmed') return `confirmed: ${verdict.people} tickets, ${verdict.show.taken} taken`;
  if (verdict.outcome === 'has-ticket') return `has a ticket since ${verdict.ticket.recordedAt}: nothing to record`;
  return verdict.outcome === 'refused' ? `refused: ${verdict.refusal.reason}` : `${verdict.outcome}: ${verdict.cause}`;
}
