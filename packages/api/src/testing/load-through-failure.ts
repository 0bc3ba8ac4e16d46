import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import superjson from 'superjson';
import { MODEL, saying } from './program.ts';
import { TEST_ORIGIN, type TestHouse } from './test-house.ts';
import { readStream, type TestPerson } from './test-person.ts';

/** How a request ended for who asked. problem: what no client should ever see; null = nothing. */
export type Told = {
  kind: Kind;
  outcome: 'answered' | 'refused';
  tookMs: number;
  problem: string | null;
};

export type Kind = 'whole' | 'stream' | 'read' | 'turn';

export type Load = {
  told: readonly Told[];
  /** One request more, by itself. */
  ask: (kind: Kind) => Promise<Told>;
  /** Asks nothing new, and waits for what was asked. */
  finish(): Promise<void>;
};

/** No request may take longer, whatever the database does. */
const MOST_MS = 20_000;
const REST_MS = 20;
/** Two of each. */
const LANES: readonly Kind[] = [
  'whole',
  'stream',
  'read',
  'turn',
  'whole',
  'stream',
  'read',
  'turn',
];
/** What a driver, the database or our own code says when it fails, and no client should read. */
const INNER = /Failed query|terminat|ECONN|57P0|administrator|select |insert |pg_|at \/|\.ts:/iu;

/** People and programs that keep asking, whatever they are told. */
export function startLoad(house: TestHouse, person: TestPerson, secret: string): Load {
  const told: Told[] = [];
  let isFinishing = false;
  const asks: Record<Kind, () => Promise<Answer>> = {
    whole: () => complete(house, secret, false),
    stream: () => complete(house, secret, true),
    read: () => read(house, person),
    turn: () => send(person),
  };
  const once = async (kind: Kind): Promise<Told> => {
    const beganAt = performance.now();
    const late = sleep(MOST_MS, LATE, { ref: false });
    const answer = await Promise.race([asks[kind]().catch(unexpected), late]);
    const one = { kind, ...answer, tookMs: performance.now() - beganAt };
    told.push(one);
    return one;
  };
  const lanes = LANES.map(async (kind) => {
    while (!isFinishing) {
      const { outcome } = await once(kind);
      if (outcome === 'refused') await sleep(REST_MS);
    }
  });
  return {
    told,
    ask: once,
    async finish() {
      isFinishing = true;
      await Promise.all(lanes);
    },
  };
}

type Answer = Pick<Told, 'outcome' | 'problem'>;

const LATE: Answer = { outcome: 'refused', problem: `no answer within ${MOST_MS} ms` };
const GOOD: Answer = { outcome: 'answered', problem: null };
const unexpected = (error: unknown): Answer => ({
  outcome: 'refused',
  problem: `threw ${String(error)}`,
});

/** A refusal is a 503 that says when to come back and why, in our words. */
function judge(response: Response, body: string, codeOf: (body: unknown) => unknown): Answer {
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  let code: unknown = null;
  try {
    code = codeOf(JSON.parse(body));
  } catch {
    // It is told below, as no code was found.
  }
  const isClean =
    response.status === 503 && wait >= 1 && code === 'UNAVAILABLE' && !INNER.test(body);
  const problem = isClean
    ? null
    : `${response.status}, retry-after ${wait}, ${String(code)}: ${body.slice(0, 300)}`;
  return { outcome: 'refused', problem };
}

type OpenAIBody = { error: { type: string; geko: { code: string } } };
const openAICode = (body: unknown) => {
  const { type, geko } = (body as OpenAIBody).error;
  return type === 'server_error' ? geko.code : type;
};

const isAnswer = (body: unknown) =>
  (body as { choices: { finish_reason: string }[] }).choices[0]?.finish_reason === 'stop';

async function complete(house: TestHouse, secret: string, stream: boolean): Promise<Answer> {
  const response = await house.fetch('/api/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ ...saying('reply=6 delay=5'), model: MODEL, stream }),
  });
  const text = await response.text();
  if (response.status !== 200) return judge(response, text, openAICode);
  if (!stream) return isAnswer(JSON.parse(text)) ? GOOD : { outcome: 'refused', problem: text };
  const last = text.trim().split('\n\n').at(-1) ?? '';
  if (last === 'data: [DONE]') return GOOD;
  return { outcome: 'refused', problem: `a stream that ends with ${last.slice(0, 300)}` };
}

type TrpcBody = { error: { json: { data: { geko: { code: string } } } } };

async function read(house: TestHouse, { cookie, workspaceId }: TestPerson): Promise<Answer> {
  const input = encodeURIComponent(JSON.stringify(superjson.serialize({ workspaceId })));
  const response = await house.fetch(`/api/trpc/models.list?input=${input}`, {
    headers: { cookie, origin: TEST_ORIGIN, host: new URL(TEST_ORIGIN).host },
  });
  const text = await response.text();
  if (response.status === 200) return GOOD;
  return judge(response, text, (body) => (body as TrpcBody).error.json.data.geko.code);
}

async function send(person: TestPerson): Promise<Answer> {
  const response = await person.post('/api/chat', {
    workspaceId: person.workspaceId,
    conversationId: randomUUID(),
    modelId: MODEL,
    message: { id: randomUUID(), text: 'Hello [[fake: reply=6 delay=5]]' },
  });
  if (response.status === 200) {
    const { isComplete, chunks } = await readStream(response);
    return isComplete
      ? GOOD
      : { outcome: 'refused', problem: `a turn that ends with ${JSON.stringify(chunks.at(-1))}` };
  }
  const text = await response.text();
  return judge(response, text, (body) => (body as { error: { code: string } }).error.code);
}
