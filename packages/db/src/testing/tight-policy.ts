/** A line of pg_policies. */
export type Policy = {
  name: string;
  roles: string[];
  cmd: string;
  qual: string | null;
  with_check: string | null;
};

/** Read and written a row or two at a time, by whole keys: there the context costs less than a sub-select for it. */
const byKey = ['holds', 'quotas', 'credit_lots', 'ledger_journals'];
/** Of a tenant, not of one of its workspaces: its own row, the end of its audit chain, limits on all of them. */
const tenantsOwn = ['tenants', 'audit_heads', 'tenant_limits', 'tenant_quotas', 'stripe_customers'];

/** Whether a policy lets through the rows of the context alone, for the role that it is for. */
export function isTight(
  { name, roles, cmd, qual, with_check: check }: Policy,
  keptTables: readonly string[],
): boolean {
  if (roles.length !== 1) return false;
  if (roles[0] === 'geko_system') return cmd === 'SELECT';
  const isOf = (tables: readonly string[], policy: string) =>
    tables.some((table) => name === `${table}.${policy}`);
  if (roles[0] === 'geko_keeper') return isOf(keptTables, 'keeper_keeps');
  if (roles[0] !== 'geko_app') return false;
  // Elsewhere alone in a sub-select, so that it is read once a statement and not once a row.
  const before = isOf(byKey, 'workspace_wall') ? '= ' : 'SELECT ';
  const asks = (rule: string | null, what: string) =>
    new RegExp(`${before}(public\\.)?context_${what}\\(\\)`, 'u').test(rule ?? '');
  if (isOf(tenantsOwn, 'tenant_wall')) return asks(qual, 'tenant') && asks(check, 'tenant');
  if (name.endsWith('.workspace_wall')) {
    return [qual, check].every((rule) => asks(rule, 'tenant') && asks(rule, 'workspace'));
  }
  return cmd === 'SELECT' && asks(qual, 'user');
}
