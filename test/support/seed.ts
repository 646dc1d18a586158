/** The seed of all random values in `npm test`. `npm run test:soak` uses another in every run. */
export const defaultSeed = 20_261_120;
