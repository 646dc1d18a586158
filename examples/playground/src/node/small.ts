/** What the registry uses of Node's smaller modules. The build chooses by the module's name. */

/** The names of the migrations, which the build writes in. */
declare const migrationFiles: readonly string[];

export const timers = {
  setTimeout: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  setImmediate: () => new Promise<void>((resolve) => setTimeout(resolve)),
};

export const net = { isIPv6: (text: string) => text.includes(':') };

export const url = { fileURLToPath: (from: URL) => from.pathname };

/** The SQL of the registry is served next to this script. */
export const files = {
  async readFile(from: URL): Promise<string> {
    const answer = await fetch(from);
    if (!answer.ok) throw new Error(`${from.pathname} is missing.`);
    return answer.text();
  },
  readdir: async () => migrationFiles,
};
