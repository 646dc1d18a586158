/** Tokens of the demo world by role, so that every request of the tests uses the least one. */
import type { Role } from '@kaiku/client/contract';
import { arki, type World } from '@kaiku/registry';

const { boxOffice, door, theatre, swimmingHall, broker, manager, system } = arki.tokens;
const ofSuvanto: readonly (readonly [Role, string])[] = [
  ['till', boxOffice],
  ['broker', system],
  ['manager', manager],
];
const ofOthers: Readonly<Record<string, string>> = {
  [theatre]: 'kaarna',
  [swimmingHall]: 'poukama',
  [broker]: 'lippuluukku',
};

/** The tokens of each venue by role, the least first. */
const tokens = new Map<string, readonly (readonly [Role, string])[]>([
  [boxOffice, ofSuvanto],
  [door, [['door', door], ...ofSuvanto]],
  ...Object.keys(ofOthers).map(
    (token) =>
      [
        token,
        [
          [token === broker ? 'broker' : 'till', token],
          ['broker', `${token}-broker`],
          ['manager', `${token}-manager`],
        ],
      ] as const,
  ),
]);

/** Returns the token of a till's venue with the least of some roles; any other token as it is. */
export function tokenFor(token: string, roles: readonly Role[]): string {
  return tokens.get(token)?.find(([role]) => roles.includes(role))?.[1] ?? token;
}

/** Devices of the venues that have only a till in the demo world. */
export const offices: World['devices'] = Object.entries(ofOthers).flatMap(([token, venueId]) =>
  (['broker', 'manager'] as const).map((role) => ({
    ...{ id: `${venueId}-${role}`, venueId, name: `Toimisto, ${role}`, token: `${token}-${role}`, role },
  })),
);
