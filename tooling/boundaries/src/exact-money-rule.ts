import { locate } from './locate.ts';
import { nameOf, nodeIn, propertyOf } from './rule-types.ts';
import type { Node, Rule } from './rule-types.ts';

/** Files of packages/domain that decide about money and limits: admission, pricing, ledger and what stands beside them. */
const moneyFiles =
  /\/packages\/domain\/src\/(admission|automatic-top-up|choose-option|correction|grants|hold|invoice|judge-candidate|ledger|limits|listed-facts|lots|markup|max-charge|money-back|nearest-price|plan-invoice|plan-offer|price-list|price-list-json|pricing|settlement|unit-pricing|usage|usd-per-million|what-if)\.ts$/u;

/** All that Math may do: choose. Everything else of it rounds, or makes fractions. */
const exactMath = new Set(['min', 'max']);
const floatMethods = new Set(['parseFloat', 'toFixed', 'toPrecision', 'toExponential']);
const passOn = new Set(['+', '-', '*', '/', '%', '**']);

/** A number written with a point or a negative exponent: 0.15, 1., 15e-2; and one too large to be exact. */
function isFloatLiteral(node: Node): boolean {
  const { value, raw } = node;
  if (typeof value !== 'number') return false;
  return !Number.isSafeInteger(value) || /^[\d_]*\.|^\d[\d_]*e-/iu.test(String(raw));
}

/** "TSBigIntKeyword" of `x: bigint`; null without a type. */
function typeOf(node: Node): string | null {
  const annotation = nodeIn(node, 'typeAnnotation');
  return (annotation && nodeIn(annotation, 'typeAnnotation')?.type) ?? null;
}

/** What a file divides by what, the types that its names are given, and what they are set to. */
type Findings = {
  divisions: Node[];
  declared: Map<string, Set<string>>;
  assigned: Map<string, Node>;
};

/**
 * Whether an expression is a bigint to the eye: by a literal, a call of BigInt, or a name that the file declares so and
 * never otherwise. Fields prove nothing, as many things have fields of one name.
 */
function isBigint(node: Node | null, findings: Findings): boolean {
  if (node === null) return false;
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'bigint' || typeof node['bigint'] === 'string';
    case 'CallExpression':
      return nameOf(nodeIn(node, 'callee')) === 'BigInt';
    case 'UnaryExpression':
      return node['operator'] === '-' && isBigint(nodeIn(node, 'argument'), findings);
    case 'BinaryExpression':
      // TypeScript lets a bigint meet nothing but bigints, so one side tells of both.
      return (
        passOn.has(String(node['operator'])) &&
        (isBigint(nodeIn(node, 'left'), findings) || isBigint(nodeIn(node, 'right'), findings))
      );
    case 'Identifier': {
      const name = nameOf(node) ?? '';
      const types = findings.declared.get(name);
      if (types !== undefined) return types.size === 1 && types.has('TSBigIntKeyword');
      const value = findings.assigned.get(name);
      if (value === undefined) return false;
      // A name whose value comes back to it proves nothing.
      findings.assigned.delete(name);
      const isExact = isBigint(value, findings);
      findings.assigned.set(name, value);
      return isExact;
    }
    default:
      return false;
  }
}

/** Rule `house/exact-money`: where money and limits are reckoned there are whole numbers only. */
export const exactMoneyRule: Rule = {
  meta: { type: 'problem', docs: { description: 'no floats in admission, pricing and ledger' } },
  create(context) {
    const place = locate(context.filename);
    const path = context.filename.replaceAll('\\', '/');
    if (place === null || place.isTest || !moneyFiles.test(path)) return {};
    const findings: Findings = { divisions: [], declared: new Map(), assigned: new Map() };
    const complain = (node: Node, what: string) =>
      context.report({
        node,
        message: `${what}: money is whole nano-USD in a bigint, never a float`,
      });
    const declare = (node: Node) => {
      const [name, type] = [nameOf(node), typeOf(node)];
      if (name === null || type === null) return;
      findings.declared.set(name, (findings.declared.get(name) ?? new Set()).add(type));
    };
    const divides = (node: Node) => {
      if (node['operator'] === '/' || node['operator'] === '/=') findings.divisions.push(node);
    };
    return {
      Literal(node) {
        if (isFloatLiteral(node)) complain(node, 'a number that is not whole');
      },
      MemberExpression(node) {
        const property = propertyOf(node);
        const isMath = nameOf(nodeIn(node, 'object')) === 'Math';
        if (isMath && !exactMath.has(property ?? '')) complain(node, `Math.${property ?? '[…]'}`);
        if (floatMethods.has(property ?? '')) complain(node, property ?? '');
      },
      CallExpression(node) {
        if (nameOf(nodeIn(node, 'callee')) === 'parseFloat') complain(node, 'parseFloat');
      },
      VariableDeclarator(node) {
        const id = nodeIn(node, 'id');
        const name = nameOf(id);
        const init = nodeIn(node, 'init');
        if (id?.type === 'ObjectPattern' && nameOf(init) === 'Math')
          complain(node, 'Math in parts');
        if (name !== null && init !== null) findings.assigned.set(name, init);
      },
      Identifier: declare,
      BinaryExpression: divides,
      AssignmentExpression: divides,
      'Program:exit'() {
        for (const node of findings.divisions) {
          const sides = [nodeIn(node, 'left'), nodeIn(node, 'right')];
          if (!sides.some((side) => isBigint(side, findings))) {
            complain(node, 'a division of what is no bigint to the eye');
          }
        }
      },
    };
  },
};
