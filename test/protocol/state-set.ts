import type { State } from './model-state.ts';

/**
 * All reached states, each whole and once: equal hashes never merge two states. States are stored one
 * after another in large blocks of memory, with a hash table of their numbers: some 100 bytes for each state.
 */
export interface StateSet {
  readonly size: number;
  /** Adds a state. Returns its number, in the order of adding; −1 if it was there. */
  add(state: State): number;
  /** Copies the state of a number into `state`. */
  get(number: number, state: State): void;
}

const statesInAPiece = 1 << 15;
const firstTable = 1 << 16;

/** @param width bytes of a state, a multiple of four */
export function createStateSet(width: number): StateSet {
  const words = width / 4;
  const pieces: Int32Array[] = [];
  let table = new Int32Array(firstTable);
  /** The hashes of the states in the table, by slot, so that most other states need not be compared. */
  let hashes = new Int32Array(firstTable);
  let size = 0;
  const wanted = new Int32Array(words);
  const wantedBytes = new Int8Array(wanted.buffer);

  const pieceOf = (number: number) => pieces[(number / statesInAPiece) | 0] as Int32Array;
  const startOf = (number: number) => (number % statesInAPiece) * words;

  /** Returns the slot of the wanted state, or the free one for it. */
  function find(wantedHash: number): number {
    const mask = table.length - 1;
    for (let slot = wantedHash & mask; ; slot = (slot + 1) & mask) {
      const number = (table[slot] as number) - 1;
      if (number < 0 || (hashes[slot] === wantedHash && isWanted(number))) return slot;
    }
  }
  function isWanted(number: number): boolean {
    const piece = pieceOf(number);
    const start = startOf(number);
    for (let word = 0; word < words; word += 1) if (piece[start + word] !== wanted[word]) return false;
    return true;
  }
  function grow(): void {
    const [larger, largerHashes] = [new Int32Array(table.length * 2), new Int32Array(table.length * 2)];
    const mask = larger.length - 1;
    for (let old = 0; old < table.length; old += 1) {
      if (table[old] === 0) continue;
      let slot = (hashes[old] as number) & mask;
      while (larger[slot] !== 0) slot = (slot + 1) & mask;
      larger[slot] = table[old] as number;
      largerHashes[slot] = hashes[old] as number;
    }
    [table, hashes] = [larger, largerHashes];
  }

  return {
    get size() {
      return size;
    },
    add(state) {
      wantedBytes.set(state);
      if (size * 2 > table.length) grow();
      const wantedHash = hash(wanted, words);
      const slot = find(wantedHash);
      if (table[slot] !== 0) return -1;
      if (size % statesInAPiece === 0) pieces.push(new Int32Array(statesInAPiece * words));
      pieceOf(size).set(wanted, startOf(size));
      size += 1;
      table[slot] = size;
      hashes[slot] = wantedHash;
      return size - 1;
    },
    get(number, state) {
      const start = startOf(number);
      wanted.set(pieceOf(number).subarray(start, start + words));
      state.set(wantedBytes);
    },
  };
}

/** MurmurHash3's mixing of 32-bit words. */
function hash(of: Int32Array, words: number): number {
  let mixed = words;
  for (let word = 0; word < words; word += 1) {
    let next = Math.imul(of[word] as number, 0xcc9e2d51);
    next = Math.imul((next << 15) | (next >>> 17), 0x1b873593);
    mixed ^= next;
    mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
  }
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
