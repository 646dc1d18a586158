/** Tokens of the demo world by scope, so that every request of the tests uses the least one. */
import { arki, type World } from '@kaiku/registry';

const { boxOffice, door, theatre, swimmingHall, broker, manager, administrator } = arki.tokens;
const ofSuvanto: Readonly<Record<string, string>> = {
  manage: manager,
  export: arki.tokens.export,
  administer: administrator,
};
const ofOthers: Readonly<Record<string, string>> = {
  [theatre]: 'kaarna',
  [swimmingHall]: 'poukama',
  [broker]: 'lippuluukku',
};

/** Returns the token of a till's venue that has a scope; any other token as it is. */
export function tokenFor(token: string, scope: string): string {
  if (scope === 'record') return token;
  if (token === boxOffice || token === door) return ofSuvanto[scope] ?? token;
  return token in ofOthers ? `${token}-${scope}` : token;
}

/** Devices of the venues that have only a till in the demo world. */
export const offices: World['devices'] = Object.entries(ofOthers).flatMap(([token, venueId]) =>
  (['manage', 'export'] as const).map((scope) => ({
    ...{ id: `${venueId}-${scope}`, venueId, name: `Toimisto, ${scope}`, token: `${token}-${scope}`, scopes: [scope] },
  })),
);
