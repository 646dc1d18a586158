#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { arki, listen } from '@kaiku/registry';
import { runChecks, type Till, type TillSetting, tillChecks, toMarkdown } from './conformance/index.ts';
import { controlApp } from './registry/control.ts';
import { openTestRegistry } from './registry/test-registry.ts';

const usage = `kaiku-testkit <command> [options]

  registry   a registry with sample shows and cards, in memory, until Ctrl-C
    --world arki         or \`empty\`
    --starts-at INSTANT  its clock at the start, such as 2026-11-20T18:40:00+02:00. Default: now
    --port 8787          for devices; 0 for any free port
    --control-port 8788  for your tests: PUT /fault, /clock and /network, GET /usages?show=ID (docs/testkit.md#by-command)

  cards FILE             writes the sample cards as a page to print on A4, with QR code and Code 39

  conformance MODULE     tries whether your till loses a visit when the line breaks. The module exports
                         \`openTill(setting)\`, which opens it (docs/testkit.md#conformance)
    --report FILE        writes the report as FILE.md and FILE.json. Default: conformance`;

const options = {
  world: { type: 'string', default: 'arki' },
  'starts-at': { type: 'string' },
  port: { type: 'string', default: '8787' },
  'control-port': { type: 'string', default: '8788' },
  report: { type: 'string', default: 'conformance' },
  help: { type: 'boolean', default: false },
} as const;

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, file = ''] = positionals;
  if (values.help || command === undefined || command === 'help') return console.log(usage);
  if (command === 'registry') return serve(values);
  if (file === '') throw new Error(`${command} needs a file. Run \`kaiku-testkit help\`.`);
  if (command === 'cards') return printCards(file);
  if (command === 'conformance') return conform(file, values.report);
  throw new Error(`There is no command '${command}'. Run \`kaiku-testkit help\`.`);
}

async function serve(values: {
  world: string;
  'starts-at'?: string;
  port: string;
  'control-port': string;
}): Promise<void> {
  const { world, 'starts-at': startsAt } = values;
  if (world !== 'arki' && world !== 'empty') throw new Error(`There is no world '${world}'. Choose arki or empty.`);
  const registry = await openTestRegistry({ world, port: Number(values.port), ...(startsAt && { startsAt }) });
  const control = await listen(controlApp(registry), { port: Number(values['control-port']) });
  console.log(`Registry  ${registry.url}\nControl   ${control.url}\nCards     ${registry.url}/cards`);
  if (world === 'arki') console.log(`Token     ${arki.tokens.boxOffice}\nShow      ${arki.shows.evening.id}`);
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await control.close();
  await registry.close();
}

async function printCards(file: string): Promise<void> {
  const registry = await openTestRegistry();
  const page = await registry.server.app.request('/cards');
  writeFileSync(file, await page.text());
  await registry.close();
}

async function conform(file: string, report: string): Promise<void> {
  const { openTill } = (await import(pathToFileURL(path.resolve(file)).href)) as {
    openTill?: (setting: TillSetting) => Promise<Till>;
  };
  if (openTill === undefined) throw new Error(`${file} exports no function \`openTill\`.`);
  const registry = await openTestRegistry();
  const found = await runChecks(
    { suite: 'Till', checks: tillChecks },
    { subject: path.basename(file), open: async () => ({ registry, open: openTill }) },
  );
  await registry.close();
  writeFileSync(`${report}.md`, toMarkdown(found));
  writeFileSync(`${report}.json`, `${JSON.stringify(found, null, 2)}\n`);
  const broken = found.results.filter(({ outcome }) => outcome === 'broken');
  for (const { name, message } of broken) console.log(`broken: ${name}: ${message}`);
  console.log(`${found.results.length - broken.length} of ${found.results.length} promises kept. See ${report}.md.`);
  if (broken.length > 0) process.exitCode = 1;
}
