import { importRule } from './import-rule.ts';
import { surroundingsRule } from './surroundings-rule.ts';

/** The house's own rules for oxlint; see `.oxlintrc.json`. */
export default {
  meta: { name: 'house' },
  rules: { imports: importRule, surroundings: surroundingsRule },
};
