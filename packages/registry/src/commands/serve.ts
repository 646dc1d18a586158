import { parseArgs } from 'node:util';
import { type CardCheck, type CardListState, createRegistryServer } from '../index.ts';
import { parseDays } from '../retention.ts';
import { firstRun } from './first-run.ts';
import { handOverOf, startHandOver } from './hand-over.ts';
import { listening, listenUntilStopped } from './listen-until-stopped.ts';
import { databaseOf, describe, fingerprintKeyOf, log, sealingKeysOf } from './settings.ts';

/** Serves a registry with the operator's own data. */
export async function serve(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...listening,
      'allow-origin': { type: 'string', multiple: true },
      'address-header': { type: 'string' },
      'public-url': { type: 'string' },
      'metrics-port': { type: 'string' },
      'metrics-host': { type: 'string', default: '127.0.0.1' },
      'log-requests': { type: 'boolean', default: false },
      'keep-cards': { type: 'string' },
      'hand-over': { type: 'string' },
      cards: { type: 'string' },
      venue: { type: 'string', default: 'Talo' },
      show: { type: 'string', default: 'Ensimmäinen esitys' },
    },
  });
  const database = databaseOf(values.data, process.env);
  const kept = values['keep-cards'];
  const { 'allow-origin': origins, 'address-header': addressHeader, 'public-url': publicUrl } = values;
  const { 'metrics-port': metricsPort, 'metrics-host': metricsHost } = values;
  const cards = toCardCheck(values.cards);
  const sealingKeys = await sealingKeysOf(database, process.env);
  const server = await createRegistryServer({
    ...{ database, log, scenario: 'empty', logsRequests: values['log-requests'] },
    ...{ hasMetrics: metricsPort !== undefined },
    ...(origins && { allowedOrigins: origins }),
    ...(sealingKeys && { sealingKeys }),
    ...(cards !== undefined && { cards }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(kept !== undefined && { keepCardsDays: kept === 'forever' ? kept : parseDays(kept) }),
    ...fingerprintKeyOf(process.env),
    handOver: handOverOf(values['hand-over'], process.env),
    ...(addressHeader !== undefined && { addressHeader }),
  });
  // A server's operator puts the data in (docs/deploy.md), and a token has no place in a service's log.
  const first =
    database.kind === 'folder'
      ? await firstRun(server.store, { venue: values.venue, show: values.show, cards, nowMs: Date.now() })
      : () => [];
  const list = await server.store.cardList();
  const metrics = { port: metricsPort ?? '', host: metricsHost };
  const stopHandOver = startHandOver(server.store, values['hand-over'], process.env, log);
  const serving = { ...server, close: () => stopHandOver().then(server.close) };
  await listenUntilStopped(serving, { ...values, metrics }, (url, metricsUrl) => [
    `Registry   ${url}`,
    `Pages      ${url}/desk`,
    `Interface  ${url}/docs`,
    ...(metricsUrl === undefined ? [] : [`Metrics    ${metricsUrl}/metrics`]),
    `Data       ${describe(database)}`,
    `Cards      ${describeCards(list)}`,
    ...first(publicUrl ?? url),
  ]);
}

/** @throws Error if it is neither */
function toCardCheck(text: string | undefined): CardCheck | undefined {
  if (text === undefined || text === 'listed' || text === 'not-checked') return text;
  throw new Error(`--cards must be listed or not-checked, not '${text}'.`);
}

function describeCards({ check, cards, listedOn }: CardListState): string {
  const list = `${cards} in the list${listedOn === null ? '' : ` of ${listedOn}`}`;
  return check === 'listed' ? `${list}; all others are refused` : `not checked here, but by Kaikukanta; ${list}`;
}
