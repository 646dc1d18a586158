/** `decode-worker-whole.ts` as built, as a text (rollup.config.mjs). */
export const text: string;
