import { locate } from './locate.ts';
import { environmentReaders, rooms } from './rooms.ts';
import { nameOf, nodeIn, nodesIn, propertyOf, textOf } from './rule-types.ts';
import type { Node, Rule } from './rule-types.ts';

const randomNames = new Set([
  'randomUUID',
  'randomBytes',
  'randomInt',
  'randomFill',
  'getRandomValues',
]);

/** The name at the bottom of `a`, `globalThis.a`. */
function ownerName(node: Node | null): string | null {
  if (node === null) return null;
  if (node.type !== 'MemberExpression') return nameOf(node);
  return nameOf(nodeIn(node, 'object')) === 'globalThis' ? propertyOf(node) : null;
}

/** What a member expression reads from the clock or from chance; null = neither. */
function impurityOf(node: Node): string | null {
  const property = propertyOf(node);
  if (property === null) return null;
  const owner = ownerName(nodeIn(node, 'object'));
  if (owner === 'Date' && property === 'now') return 'the clock (Date.now)';
  if (owner === 'performance' && property === 'now') return 'the clock (performance.now)';
  if (owner === 'Math' && property === 'random') return 'chance (Math.random)';
  return randomNames.has(property) ? `chance (${property})` : null;
}

/** Rule `house/surroundings`: environment, clock and randomness come from whoever wires things up. */
export const surroundingsRule: Rule = {
  meta: {
    type: 'problem',
    docs: { description: 'packages never read the environment, the clock or randomness' },
  },
  create(context) {
    const place = locate(context.filename);
    if (place === null || place.isTest) return {};
    const path = context.filename.replaceAll('\\', '/');
    const readsEnvironment = environmentReaders.some((pattern) => pattern.test(path));
    const isPure = rooms[place.room]?.isPure === true;
    const complain = (node: Node, what: string) =>
      context.report({ node, message: `${place.room} must not read ${what}: pass it in` });
    return {
      MemberExpression(node) {
        const isEnvironment =
          propertyOf(node) === 'env' && ownerName(nodeIn(node, 'object')) === 'process';
        const reader = nodeIn(node, 'parent');
        // Next replaces these by constants when it builds; nothing is read.
        const isConstant =
          place.room === 'apps/web' &&
          reader?.type === 'MemberExpression' &&
          ['NODE_ENV', 'NEXT_RUNTIME'].includes(propertyOf(reader) ?? '');
        if (isEnvironment && !isConstant && !readsEnvironment) complain(node, 'process.env here');
        const impurity = isPure ? impurityOf(node) : null;
        if (impurity !== null) complain(node, impurity);
      },
      VariableDeclarator(node) {
        // const { env } = process
        const pattern = nodeIn(node, 'id');
        if (readsEnvironment || ownerName(nodeIn(node, 'init')) !== 'process') return;
        const names = pattern === null ? [] : nodesIn(pattern, 'properties');
        if (names.some((name) => nameOf(nodeIn(name, 'key')) === 'env')) {
          complain(node, 'process.env here');
        }
      },
      NewExpression(node) {
        const isNow =
          nameOf(nodeIn(node, 'callee')) === 'Date' && nodesIn(node, 'arguments').length === 0;
        if (isPure && isNow) complain(node, 'the clock (new Date())');
      },
      CallExpression(node) {
        if (isPure && nameOf(nodeIn(node, 'callee')) === 'Date')
          complain(node, 'the clock (Date())');
      },
      ImportDeclaration(node) {
        const source = textOf(nodeIn(node, 'source'))?.replace(/^node:/u, '');
        const names = nodesIn(node, 'specifiers').map((name) => nameOf(nodeIn(name, 'imported')));
        if (source === 'process' && !readsEnvironment) complain(node, "Node's process here");
        const random = names.find((name) => name !== null && randomNames.has(name));
        if (isPure && random !== undefined) complain(node, `chance (${random})`);
      },
    };
  },
};
