/** docs/protocol.md, searched completely in small configurations; `npm run test:soak` searches larger ones. */
import { describe, expect, it } from 'vitest';
import { type Configuration, configurationOf, configurations } from './configurations.ts';
import { invariantOf, invariants } from './invariants.ts';
import { limits } from './limits.ts';
import { createModel } from './model.ts';
import { mutants, safeMutants } from './mutants.ts';
import { inWords, type SearchReport, search } from './search.ts';

/** For all configurations together, and for those with a soft cap alone. */
const minStates = 1_000_000;

describe('the protocol over a network that loses, repeats, delays and reorders', () => {
  const reports: SearchReport[] = [];

  it.each(configurations)('keeps its promises with $name: $covers', (configuration) => {
    const report = search(createModel(configuration));
    console.log(`${configuration.name}: ${inWords(report)}`);
    expect(report.violation).toBeUndefined();
    expect(report.isComplete).toBe(true);
    reports.push(report);
  });

  const kinds = [
    ['all', () => true],
    ['soft', ({ soft = false }: Configuration) => soft],
  ] as const;
  it.each(kinds)(`is searched in ${minStates} states and more (%s)`, (kind, isOfKind) => {
    const its = reports.filter((_, nth) => isOfKind(configurations[nth] as Configuration));
    const sum = (what: 'states' | 'transitions' | 'seconds') => its.reduce((total, report) => total + report[what], 0);
    const states = sum('states');
    console.log(`${kind}: ${states} states, ${sum('transitions')} transitions, ${sum('seconds').toFixed(1)} s`);
    expect(states).toBeGreaterThanOrEqual(minStates);
  });

  it('is searched with every kind of step', () => {
    const kindOf = (name: string) => name.replace(/\d+(\.\d+)?/g, 'n').replace('the copy', 'device n');
    const all = new Set(configurations.flatMap((each) => createModel(each).steps.map(({ name }) => kindOf(name))));
    const never = reports.map((report) => new Set(report.neverTaken));
    const taken = configurations.flatMap((each, nth) =>
      createModel(each).steps.flatMap(({ name }) => (never[nth]?.has(name) ? [] : [kindOf(name)])),
    );
    expect([...all].filter((kind) => !taken.includes(kind))).toEqual([]);
  });
});

describe('the protocol with one broken rule', () => {
  it.each(mutants)('violates $breaks: $flaw', ({ flaw, shownBy, breaks }) => {
    const model = createModel(configurationOf(shownBy), flaw);
    const { violation, states } = search(model, { judgedBy: [invariantOf(breaks)] });
    console.log(`${flaw}: ${violation?.what} (${breaks}, after ${violation?.trace.length} steps, ${states} states)`);
    expect(violation?.invariant).toBe(breaks);
    expect(search(model).violation).toBeDefined();
  });

  it.each(invariants)('violates $name in at least one case: $promise', ({ name }) => {
    expect(mutants.map(({ breaks }) => breaks)).toContain(name);
  });

  it.each(safeMutants)('still keeps its promises: $flaw', ({ flaw, triedIn }) => {
    for (const name of triedIn) expect(search(createModel(configurationOf(name), flaw)).violation).toBeUndefined();
  });
});

describe('what the protocol does not promise', () => {
  it.each(limits)('$what', ({ shownBy, hope }) => {
    const { violation } = search(createModel(configurationOf(shownBy)), { judgedBy: [hope] });
    expect(violation).toBeDefined();
  });
});

describe('the trace to a violation', () => {
  it('is the shortest, in words', () => {
    const model = createModel(configurationOf('one device'), 'a refusal is not kept');
    const { violation } = search(model, { judgedBy: [invariantOf('I2')] });
    expect(violation?.trace).toMatchInlineSnapshot(`
      [
        "1. device 1 requests visit 1.1 (1)",
        "2. device 1 gives visit 1.1 up and turns its holder away",
        "3. device 1 requests visit 1.2 (1)",
        "4. the registry gets the request for visit 1.1",
        "5. the registry gets the request for visit 1.2",
        "6. the registry gets the void of visit 1.1",
        "7. the registry gets the request for visit 1.2",
        "8. device 1 hears: visit 1.2 is refused",
      ]
    `);
  });
});
