import { locate } from './locate.ts';
import { nameOf, nodeIn, nodesIn, propertyOf, textOf } from './rule-types.ts';
import type { Node, Rule } from './rule-types.ts';
import { unauditedFiles } from './unaudited-files.ts';

const writes = new Set(['insert', 'update', 'delete']);
const databases = new Set(['tx', 'db']);
const writingSql = /^\s*(insert\s+into|update|delete\s+from|merge\s+into|truncate)\b/iu;

/** The last name of `tx`, `scope.tx`, `deps.db`. */
function lastName(node: Node | null): string | null {
  if (node === null) return null;
  return node.type === 'MemberExpression' ? propertyOf(node) : nameOf(node);
}

/** True for `tx.insert(…)` and the like. */
function isWrite(call: Node): boolean {
  const callee = nodeIn(call, 'callee');
  if (callee?.type !== 'MemberExpression' || !writes.has(propertyOf(callee) ?? '')) return false;
  return databases.has(lastName(nodeIn(callee, 'object')) ?? '');
}

/** True for sql`update …`. */
function isWritingSql(template: Node): boolean {
  if (lastName(nodeIn(template, 'tag')) !== 'sql') return false;
  const quasi = nodeIn(template, 'quasi');
  const [first] = quasi === null ? [] : nodesIn(quasi, 'quasis');
  const { cooked } = (first?.['value'] ?? {}) as { cooked?: string };
  return writingSql.test(cooked ?? '');
}

/** Rule `house/audited-verbs`: a file of services that writes has its audit line, or its line in unaudited-files.ts. */
export const auditedVerbsRule: Rule = {
  meta: { type: 'problem', docs: { description: 'what writes leaves an audit line' } },
  create(context) {
    const place = locate(context.filename);
    const [, file] = /\/packages\/services\/src\/(.+)$/u.exec(
      context.filename.replaceAll('\\', '/'),
    ) ?? [null, null];
    if (file === null || place === null || place.isTest) return {};
    const found: Node[] = [];
    let isAudited = false;
    return {
      ImportDeclaration(node) {
        isAudited ||= /(^|\/)(write-audit|audit-operator)\.ts$/u.test(
          textOf(nodeIn(node, 'source')) ?? '',
        );
      },
      CallExpression(node) {
        if (isWrite(node)) found.push(node);
      },
      TaggedTemplateExpression(node) {
        if (isWritingSql(node)) found.push(node);
      },
      'Program:exit'(program) {
        const [first] = found;
        if (file in unauditedFiles) {
          if (first !== undefined && !isAudited) return;
          const message = `${file} has no need of its line in tooling/boundaries/src/unaudited-files.ts`;
          context.report({ node: program, message });
        } else if (first !== undefined && !isAudited) {
          const message =
            'this writes and leaves no audit line: call writeAudit last in the transaction, or give the file its line in tooling/boundaries/src/unaudited-files.ts';
          context.report({ node: first, message });
        }
      },
    };
  },
};
