/**
 * The parts of `Geko <geko@example.com>` or of a bare address. The name is whatever stands before the last `<`, with
 * or without quotes: a comma in it makes no second sender.
 */
export function senderOf(from: string): { name: string; address: string; domain: string } {
  const [, name = '', address = from] = /^([^]*)<([^<>]+)>$/u.exec(from.trim()) ?? [];
  return {
    name: name.trim().replace(/^"([^]*)"$/u, '$1'),
    address,
    domain: address.slice(address.lastIndexOf('@') + 1),
  };
}
