/** A server-sent event: `data:` with the JSON of the value (a string is sent as it is), after `event:` when named. */
export function sse(data: Record<string, unknown> | string, event?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${event ? `event: ${event}\n` : ''}data: ${text}\n\n`;
}

/** The same event cut off in the middle of its JSON. */
export function cutSse(data: Record<string, unknown>, event?: string): string {
  const text = JSON.stringify(data);
  return sse(text.slice(0, Math.floor(text.length * 0.6)), event);
}
