/**
 * `npm run test:soak`: what `npm test` does for seconds, for minutes: `-- --minutes 30` (default 5), `--seed 1` to repeat.
 * Prints how much was done beside what was found.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { noPostgres, postgresDirectory } from '../test/register/throwaway-postgres.ts';
import { soakRegister } from '../test/soak/register.ts';
import { root } from './run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const bin = postgresDirectory();
if (bin === undefined) {
  console.error(`Nothing was tried: ${noPostgres}.`);
  process.exit(1);
}
const { violations, complaints, undecided, ...done } = await soakRegister({
  bin,
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  keepWrongIn: path.join(root, '.cache/linearizability'),
  say: (line) => console.log(line),
});
// Rule of three: none in n trials is fewer than 3 / n of them, with 95 % confidence.
const rarity = violations.length > 0 ? '' : `, so fewer than ${(3 / done.histories).toExponential(1)} a history (95 %)`;
for (const line of [...violations, ...complaints]) console.error(line);
console.log(`
  calls                                  ${done.calls}, the answers to ${done.lost} of them lost
  processes killed                       ${done.kills}
  looks at the database                  ${done.samples}
  usages acknowledged and not taken back ${done.acknowledgedForGood}
  histories searched                     ${done.histories}
  violations                             ${violations.length} ${rarity}
  failures of the register               ${complaints.length}
  histories too long to decide           ${undecided}
`);
process.exitCode = violations.length + complaints.length + undecided === 0 ? 0 : 1;
