import { expect } from 'vitest';
import type { TestHouse, TestServer } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

/** A stream as it has come up to now. */
export type WatchedStream<Event> = {
  events: Event[];
  /** All of it, as it stood on the line. */
  text: () => string;
  /** Resolves when it has ended, however. */
  ended: Promise<void>;
  leave: () => void;
};

/** Opens a procedure that streams as EventSource does. */
export async function watchStream<Event>(
  house: TestHouse,
  person: TestPerson,
  {
    procedure,
    read,
    input = {},
    server = house.server,
  }: {
    procedure: string;
    read: (data: unknown) => Event;
    input?: object;
    server?: TestServer;
  },
): Promise<WatchedStream<Event>> {
  const stop = new AbortController();
  const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
  const response = await house.fetch(
    `/api/trpc/${procedure}?${query}`,
    { headers: { cookie: person.cookie, accept: 'text/event-stream' }, signal: stop.signal },
    server,
  );
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Event[] = [];
  let text = '';
  const run = async () => {
    let rest = '';
    for await (const bytes of response.body ?? []) {
      const more = new TextDecoder().decode(bytes);
      text += more;
      const blocks = (rest + more).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, data] = /^data: (.*)$/mu.exec(block) ?? [];
        if (data !== undefined && !block.includes('event: '))
          events.push(read((JSON.parse(data) as { json: unknown }).json));
      }
    }
  };
  return {
    events,
    text: () => text,
    ended: run().catch(() => undefined),
    leave: () => stop.abort(),
  };
}
