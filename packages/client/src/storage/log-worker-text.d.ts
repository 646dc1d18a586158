/** `log-worker.ts` as built, as a text (rollup.config.mjs). */
export const text: string;
