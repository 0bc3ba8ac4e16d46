/** Roughly what the server takes for an address; it has the last word. */
const ADDRESS = /^[^\s@<>()[\],;:"]+@[^\s@<>()[\],;:"]+\.[^\s@.<>()[\],;:"]{2,}$/u;

/**
 * The addresses in a text as people paste it: separated by commas, semicolons, blanks or lines, bare or as
 * "Anna Miller <anna@example.com>". In lower case, each once, in their order; what is none stands apart.
 */
export function parseAddresses(text: string): { valid: string[]; invalid: string[] } {
  // Of "Name <address>" only the address counts, and the name may hold blanks.
  const bare = text.replaceAll(/[^,;\n<>]*<([^<>]*)>/gu, ' $1 ');
  const words = new Set(bare.split(/[\s,;]+/u).filter((word) => word !== ''));
  const valid = new Set<string>();
  const invalid: string[] = [];
  for (const word of words) {
    const address = word.toLowerCase();
    if (address.length <= 254 && ADDRESS.test(address)) valid.add(address);
    else invalid.push(word);
  }
  return { valid: [...valid], invalid };
}
