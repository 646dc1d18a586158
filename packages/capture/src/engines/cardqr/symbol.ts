/** Modules to a side of a version 1 QR code (ISO/IEC 18004:2015, 5.1). */
export const side = 21;
/** Modules of a symbol, numbered row by row. */
export const moduleCount = side * side;
/** Bits of data and error correction, without any left over. */
export const codeBits = 208;
/** Bits of format information; a symbol contains each twice. */
export const formatBits = 15;

/** The kinds of modules before the content is known. */
export const kinds = { light: 0, dark: 1, unknown: 2 } as const;

/** Levels of error correction by how many of the 26 codewords hold data (table 9). */
export const levels = [
  { name: 'L', dataWords: 19, formatNumber: 1 },
  { name: 'M', dataWords: 16, formatNumber: 0 },
  { name: 'Q', dataWords: 13, formatNumber: 3 },
  { name: 'H', dataWords: 9, formatNumber: 2 },
] as const;
export const maskCount = 8;

/** `light` or `dark` where every version 1 symbol has it so, by module. */
export const fixedModules = layFixed();
/** The module of each bit of the code, most significant bit of the first codeword first. */
export const codePlaces = placeCode();
/** The module of each bit of the format, least significant first, and then the second time. */
export const formatPlaces = placeFormat();

/** 1 where a mask turns the module of a bit of the code round, at `mask * codeBits + bit` (table 10). */
export const maskBits = layMasks();
/** Format information as printed, at `level * maskCount + mask`, least significant bit first. */
export const formats = Uint16Array.from({ length: levels.length * maskCount }, (_, at) =>
  formatOf(levels[at >> 3]?.formatNumber ?? 0, at & 7),
);

function layFixed(): Uint8Array {
  const modules = new Uint8Array(moduleCount).fill(kinds.unknown);
  for (let along = 8; along < side - 8; along++) {
    modules[6 * side + along] = modules[along * side + 6] = along % 2 === 0 ? kinds.dark : kinds.light;
  }
  for (const [top, left] of [
    [0, 0],
    [0, side - 7],
    [side - 7, 0],
  ] as const)
    layFinder(modules, top, left);
  modules[13 * side + 8] = kinds.dark;
  return modules;
}

/** A finder pattern with the light modules around it. */
function layFinder(modules: Uint8Array, top: number, left: number): void {
  for (let row = -1; row <= 7; row++)
    for (let column = -1; column <= 7; column++) {
      const [y, x] = [top + row, left + column];
      if (y < 0 || y >= side || x < 0 || x >= side) continue;
      const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
      modules[y * side + x] = ring === 2 || ring === 4 ? kinds.light : kinds.dark;
    }
}

/** Both copies of the format, around the first finder pattern and next to the two others (figure 25). */
function placeFormat(): Uint16Array {
  const at = (row: number, column: number) => row * side + column;
  const places = new Uint16Array(2 * formatBits);
  for (let bit = 0; bit < formatBits; bit++) {
    if (bit < 6) places[bit] = at(bit, 8);
    else if (bit < 8) places[bit] = at(bit + 1, 8);
    else places[bit] = bit === 8 ? at(8, 7) : at(8, 14 - bit);
    places[formatBits + bit] = bit < 8 ? at(8, side - 1 - bit) : at(side - formatBits + bit, 8);
  }
  return places;
}

/** Up and down in pairs of columns from the right, over the vertical timing pattern (7.7.3). */
function placeCode(): Uint16Array {
  const places: number[] = [];
  const format = new Set(placeFormat());
  let upward = true;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right--;
    for (let step = 0; step < side; step++)
      for (const column of [right, right - 1]) {
        const place = (upward ? side - 1 - step : step) * side + column;
        if (fixedModules[place] === kinds.unknown && !format.has(place)) places.push(place);
      }
    upward = !upward;
  }
  return Uint16Array.from(places);
}

function layMasks(): Uint8Array {
  const conditions: readonly ((row: number, column: number) => number)[] = [
    (i, j) => (i + j) % 2,
    (i) => i % 2,
    (_, j) => j % 3,
    (i, j) => (i + j) % 3,
    (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2,
    (i, j) => ((i * j) % 2) + ((i * j) % 3),
    (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2,
    (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2,
  ];
  const bits = new Uint8Array(maskCount * codeBits);
  conditions.forEach((condition, mask) => {
    codePlaces.forEach((place, bit) => {
      const turned = condition(Math.floor(place / side), place % side) === 0;
      bits[mask * codeBits + bit] = turned ? 1 : 0;
    });
  });
  return bits;
}

/** The BCH code word of a level and a mask, masked (annex C). */
function formatOf(level: number, mask: number): number {
  const data = (level << 3) | mask;
  let rest = data;
  for (let step = 0; step < 10; step++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  return ((data << 10) | rest) ^ 0x5412;
}
