/** The table of rights in docs/security.md, from the one that the registry checks. */
import { type Access, mayDo, Role, rights, voidRights } from '@kaiku/client/contract';
import { withGenerated } from '../../scanner/scripts/generated.ts';

/** Returns docs/security.md with its table of rights as the registry has it. */
export function rightsDoc(page: string): string {
  const roles = Role.options;
  const rows = Object.entries({ ...rights, ...voidRights }).map(([id, access]: [string, Access]) => {
    const cells = roles.map((role) => (mayDo(access, role) ? '●' : ''));
    return [`\`${id}\`${access === 'anyone' ? ' (without a token too)' : ''}`, ...cells];
  });
  const head = ['operation', ...roles.map((role) => `\`${role}\``)];
  const lines = [head, ['---', ...roles.map(() => ':-:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return withGenerated(page, 'rights', `\n${lines.join('\n')}\n`);
}
