import { judgeImport } from './judge-import.ts';
import { nodeIn, nodesIn, textOf } from './rule-types.ts';
import type { Node, Rule } from './rule-types.ts';

/** True when nothing of the import is left once types are stripped. */
function isTypeOnly(node: Node): boolean {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const names = nodesIn(node, 'specifiers');
  return (
    names.length > 0 &&
    names.every((name) => name['importKind'] === 'type' || name['exportKind'] === 'type')
  );
}

/** Rule `house/imports`: who may look into whom. */
export const importRule: Rule = {
  meta: { type: 'problem', docs: { description: 'the import table of ARCHITECTURE.md' } },
  create(context) {
    let isClientFile = false;
    const judge = (node: Node, source: Node | null, isType: boolean) => {
      const specifier = textOf(source);
      if (specifier === null) return;
      const { filename } = context;
      const message = judgeImport({ filename, specifier, isTypeOnly: isType, isClientFile });
      if (message !== null) context.report({ node, message });
    };
    const judgeDeclaration = (node: Node) => judge(node, nodeIn(node, 'source'), isTypeOnly(node));
    return {
      Program(node) {
        isClientFile = nodesIn(node, 'body').some((line) => line['directive'] === 'use client');
      },
      ImportDeclaration: judgeDeclaration,
      ExportNamedDeclaration: judgeDeclaration,
      ExportAllDeclaration: judgeDeclaration,
      ImportExpression: (node) => judge(node, nodeIn(node, 'source'), false),
      TSImportType: (node) => {
        const argument = nodeIn(node, 'argument') ?? nodeIn(node, 'source');
        judge(node, argument === null ? null : (nodeIn(argument, 'literal') ?? argument), true);
      },
    };
  },
};
