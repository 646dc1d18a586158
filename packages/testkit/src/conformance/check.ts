/** One promise, and how to try whether it is kept. */
export interface Check<Subject> {
  /** A sentence of the domain, such as "counts a repeated request once". */
  readonly name: string;
  /** Rejects if the promise is broken, with what happened instead. */
  run(subject: Subject): Promise<void>;
}

/** The result of one check. */
export interface CheckResult {
  readonly name: string;
  readonly outcome: 'kept' | 'broken';
  /** What happened instead. */
  readonly message?: string;
  readonly tookMs: number;
}

/** What a suite found. */
export interface ConformanceReport {
  /** The suite, and the version of the testkit is that of its package. */
  readonly suite: string;
  /** The name of what was tried. */
  readonly subject: string;
  /** When it began: an instant in UTC. */
  readonly at: string;
  readonly results: readonly CheckResult[];
}

/**
 * Runs checks, one after another and each to its end, whatever the ones before found. `open` is called for each of them, and
 * may return the same subject.
 */
export async function runChecks<Subject>(
  { suite, checks }: { readonly suite: string; readonly checks: readonly Check<Subject>[] },
  { subject, open }: { readonly subject: string; open(): Promise<Subject> },
): Promise<ConformanceReport> {
  const at = new Date().toISOString();
  const results: CheckResult[] = [];
  for (const check of checks) {
    const beganMs = performance.now();
    const message = await open()
      .then((opened) => check.run(opened))
      .then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    const tookMs = Math.round(performance.now() - beganMs);
    const { name } = check;
    results.push(
      message === undefined ? { name, outcome: 'kept', tookMs } : { name, outcome: 'broken', message, tookMs },
    );
  }
  return { suite, subject, at, results };
}

/** Returns a report as a page in Markdown. */
export function toMarkdown({ suite, subject, at, results }: ConformanceReport): string {
  const kept = results.filter(({ outcome }) => outcome === 'kept').length;
  const cell = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const rows = results.map(({ name, outcome, message = '' }) => `| ${cell(name)} | ${outcome} | ${cell(message)} |`);
  return `# ${suite}: ${subject}

${kept} of ${results.length} promises kept, on ${at}.

| promise | | what happened instead |
|---|---|---|
${rows.join('\n')}
`;
}
