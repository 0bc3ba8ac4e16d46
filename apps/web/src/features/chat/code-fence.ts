export type CodeFence = { info: string; code: string; isClosed: boolean };

/**
 * A block that is one fenced code block, taken apart; null for anything else. Only fences without indent:
 * others are rare and go the slow way, through the Markdown parser.
 */
export function parseCodeFence(block: string): CodeFence | null {
  const open = /^(`{3,}|~{3,})([^\n]*)(?:\n|$)/.exec(block);
  const fence = open?.[1];
  const info = open?.[2];
  if (open === null || fence === undefined || info === undefined) return null;
  if (fence.startsWith('`') && info.includes('`')) return null;
  const body = block.slice(open[0].length);
  const close = new RegExp(`(?:^|\\n) {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*\\s*$`).exec(
    body,
  );
  const code = close === null ? body : body.slice(0, close.index);
  return {
    info: info.trim(),
    code: close === null ? code.replace(/\n$/, '') : code,
    isClosed: close !== null,
  };
}
