/** The part of ESLint's rule interface, which oxlint speaks, that the house's rules use. */
export type Node = { type: string; [field: string]: unknown };

export type RuleContext = {
  filename: string;
  report: (problem: { node: Node; message: string }) => void;
};

export type Rule = {
  meta: { type: 'problem'; docs: { description: string } };
  create: (context: RuleContext) => Record<string, (node: Node) => void>;
};

/** A node in a field of another; null when the field holds none. */
export function nodeIn(node: Node, field: string): Node | null {
  const value = node[field];
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : null;
}

/** The nodes in a field that holds a list. */
export function nodesIn(node: Node, field: string): Node[] {
  const value = node[field];
  return Array.isArray(value) ? (value as Node[]) : [];
}

/** The text of a string literal; null for any other node. */
export function textOf(node: Node | null): string | null {
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : null;
}

/** The name of an identifier; null for any other node. */
export function nameOf(node: Node | null): string | null {
  return node?.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : null;
}

/** The property a member expression reads, `a.b` and `a['b']` alike; null when it is computed. */
export function propertyOf(node: Node): string | null {
  const property = nodeIn(node, 'property');
  return node['computed'] === true ? textOf(property) : nameOf(property);
}
