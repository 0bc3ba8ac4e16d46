import { auditedVerbsRule } from './audited-verbs-rule.ts';
import { exactMoneyRule } from './exact-money-rule.ts';
import { importRule } from './import-rule.ts';
import { surroundingsRule } from './surroundings-rule.ts';

/** The house's own rules for oxlint; see `.oxlintrc.json`. */
export default {
  meta: { name: 'house' },
  rules: {
    'audited-verbs': auditedVerbsRule,
    'exact-money': exactMoneyRule,
    imports: importRule,
    surroundings: surroundingsRule,
  },
};
