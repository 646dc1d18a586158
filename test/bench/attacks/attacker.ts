/** Runs one attack from its own process, for a limited time: `node attacker.ts URL NAME MS [CLIENTS]`. Prints the statuses. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Attack, attackerAddress, attacks } from './attacks.ts';

const [url = '', name = '', ms = '0', clients] = process.argv.slice(2);
const attack = attacks.find((each) => each.name === name);
if (attack === undefined) throw new Error(`There is no attack '${name}'.`);
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true });
const counts: Record<string, number> = {};
const untilMs = performance.now() + Number(ms);
const ends = AbortSignal.timeout(Number(ms));

await Promise.all(Array.from({ length: Number(clients ?? attack.clients) }, () => client(attack)));
console.log(JSON.stringify(counts));
process.exit();

async function client(given: Attack): Promise<void> {
  while (performance.now() < untilMs) {
    const what = await send(given).catch((error: { code?: string }) => error.code ?? 'failed');
    counts[what] = (counts[what] ?? 0) + 1;
  }
}

function send({ method, path, token, body, stops }: Attack): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ hostname, port, method, path, agent, signal: ends },
      headers: {
        'x-real-ip': attackerAddress,
        ...(token !== undefined && { authorization: `Bearer ${token === 'guess' ? randomUUID() : token}` }),
        ...(body !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body) * (stops === 'body' ? 2 : 1),
        }),
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const status = String(response.statusCode);
      if (stops === 'file' && status === '200') {
        response.once('data', () => response.pause());
        // Until the registry or the attack ends it.
        response.once('close', () => resolve('200'));
        void pause(Number(ms), undefined, { ref: false }).then(() => resolve('200'));
        return;
      }
      response.resume();
      response.once('end', () => resolve(status));
      response.once('error', reject);
    });
    if (stops === 'body') sent.write(body);
    else sent.end(body);
  });
}
