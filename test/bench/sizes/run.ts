/** The table of what a page loads, with its limits. */
import { VERSION } from 'rollup';
import { loaded, shipped, sizeOf } from './measure.ts';

/** For comparison, complete. */
const peers = ['@zxing/library', '@ericblade/quagga2', 'jsqr'];

/** Returns a table of sizes, minified and gzipped, in kB of 1000 bytes. Needs the packages built. */
export async function benchSizes(): Promise<{ table: string; programs: readonly string[] }> {
  const lines: string[] = [];
  for (const one of loaded) {
    const { own, whole } = await sizeOf(one);
    lines.push(`| ${one.what} | ${kB(own)} | ${whole === own ? '' : kB(whole)} | ${one.limitKB} |`);
  }
  for (const peer of peers) lines.push(`| ${peer}, for comparison |  | ${kB(await shipped(peer))} |  |`);
  return {
    table: ['| | own code | with its libraries | limit |', '|---|--:|--:|--:|', ...lines].join('\n'),
    programs: [`rollup ${VERSION}`],
  };
}

const kB = (bytes: number) => (bytes / 1000).toFixed(1);
