import { TEST_ORIGIN, type TestHouse, type TestServer } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

/** An open page's stream: what it has heard so far, and when it ended. */
export type Live = {
  response: Response;
  heard: string[];
  ended: Promise<void>;
  leave: () => void;
};

/** Opens the stream as a page does; at another server than the first where one is named. */
export async function lookLive(
  house: TestHouse,
  person: TestPerson,
  { workspaceId = person.workspaceId, server }: { workspaceId?: string; server?: TestServer } = {},
): Promise<Live> {
  const stop = new AbortController();
  const response = await house.fetch(
    `/api/live?workspaceId=${workspaceId}`,
    {
      headers: {
        accept: 'text/event-stream',
        cookie: person.cookie,
        origin: TEST_ORIGIN,
        host: new URL(TEST_ORIGIN).host,
      },
      signal: stop.signal,
    },
    server,
  );
  const heard: string[] = [];
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const ended = isStream && response.body ? readLive(response.body, heard) : Promise.resolve();
  return { response, heard, ended, leave: () => stop.abort() };
}

/** Notes what a stream tells, until it ends. */
export async function readLive(body: ReadableStream<Uint8Array>, heard: string[]): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    for (const line of decoder.decode(bytes).split('\n')) {
      if (line.startsWith('data: '))
        heard.push((JSON.parse(line.slice(6)) as { what: string }).what);
    }
  }
}
