/** Steps of the tables to one standard deviation. */
const perSigma = 64;
/** Beyond this many standard deviations an edge is over: 1 − Φ(4) = 3·10⁻⁵. */
export const edgeReach = 4;

const size = 2 * edgeReach * perSigma + 2;
const distribution = new Float64Array(size);
const density = new Float64Array(size);
fillTables();

function fillTables(): void {
  let sum = 0;
  for (let at = 0; at < size; at++) {
    const x = at / perSigma - edgeReach;
    distribution[at] = sum;
    density[at] = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const middle = x + 0.5 / perSigma;
    sum += Math.exp((-middle * middle) / 2) / Math.sqrt(2 * Math.PI) / perSigma;
  }
}

/** The standard normal distribution function, to 10⁻⁴. */
export function normalDistribution(x: number): number {
  if (x <= -edgeReach) return 0;
  if (x >= edgeReach) return 1;
  const place = (x + edgeReach) * perSigma;
  const at = place | 0;
  const below = distribution[at] as number;
  return below + ((distribution[at + 1] as number) - below) * (place - at);
}

/** The standard normal density, to 10⁻⁴; 0 beyond {@link edgeReach}. */
export function normalDensity(x: number): number {
  if (x <= -edgeReach || x >= edgeReach) return 0;
  const place = (x + edgeReach) * perSigma;
  const at = place | 0;
  const below = density[at] as number;
  return below + ((density[at + 1] as number) - below) * (place - at);
}
