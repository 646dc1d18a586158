import * as z from 'zod/mini';

/** A day in a query. PostgreSQL has no year 0. */
export const QueryDay = z.iso.date().check(z.regex(/^(?!0000)/));
