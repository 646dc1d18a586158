// Arithmetic in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1, and the Reed–Solomon check words of ISO/IEC 18004:2015, 7.5.2.

const polynomial = 0x11d;
const powers = new Uint8Array(2 * 255);
const logarithms = new Uint8Array(256);
fillTables();

function fillTables(): void {
  let value = 1;
  for (let exponent = 0; exponent < 255; exponent++) {
    powers[exponent] = powers[exponent + 255] = value;
    logarithms[value] = exponent;
    value = (value << 1) ^ ((value >> 7) * polynomial);
  }
}

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : powers[logarithms[a] + logarithms[b]];
}

/** The coefficients of (x − 1)(x − 2)(x − 4)…, the highest left out. */
function divisorOf(degree: number): Uint8Array {
  const divisor = new Uint8Array(degree);
  divisor[degree - 1] = 1;
  for (let step = 0; step < degree; step++)
    for (let at = 0; at < degree; at++) divisor[at] = product(divisor[at], powers[step]) ^ (divisor[at + 1] ?? 0);
  return divisor;
}

const divisors = new Map<number, Uint8Array>();

/** The words that follow the data words of a code of `total` words. */
export function checkWords(data: Uint8Array, total: number): Uint8Array {
  const degree = total - data.length;
  const divisor = divisors.get(degree) ?? divisorOf(degree);
  divisors.set(degree, divisor);
  const rest = new Uint8Array(degree);
  for (const word of data) {
    const factor = word ^ rest[0];
    rest.copyWithin(0, 1);
    rest[degree - 1] = 0;
    if (factor === 0) continue;
    for (let at = 0; at < degree; at++) rest[at] = rest[at] ^ product(divisor[at], factor);
  }
  return rest;
}
