/** The seed of everything in `npm test` that draws lots. `npm run test:soak` begins with another one each time. */
export const defaultSeed = 20_261_120;
