import { expect, test } from 'vitest';
import { hashLine, walkChain, type ChainEnds, type Link, type StoredLine } from './walk-chain.ts';

/** A chain of so many lines after a link. */
function chainOf(length: number, begin: Link = { seq: 0n, hash: '' }): StoredLine[] {
  const lines: StoredLine[] = [];
  let { seq, hash } = begin;
  for (let index = 0; index < length; index += 1) {
    seq += 1n;
    const line = {
      tenantId: 't',
      workspaceId: 'w',
      seq,
      id: `i${seq}`,
      actorId: 'a',
      action: 'workspace.rename',
      objectKind: 'workspace',
      objectId: 'w',
      before: null,
      after: null,
      address: null,
      userAgent: null,
      requestId: 'r',
      atMs: 1,
    };
    hash = hashLine(line, hash);
    lines.push({ ...line, hash });
  }
  return lines;
}

const start: Link = { seq: 0n, hash: '' };
const endOf = (lines: StoredLine[]): Link => {
  const { seq, hash } = lines.at(-1) ?? start;
  return { seq, hash };
};

function walk(lines: StoredLine[], ends: ChainEnds, anchors: Link[] = []) {
  const walking = walkChain(ends, anchors);
  for (const line of lines) walking.take(line);
  const { breaks, ...rest } = walking.finish();
  return { ...rest, breaks: breaks.map(({ what }) => what) };
}

const whole = chainOf(6);
const ends = { expired: start, last: endOf(whole) };

test('a chain that was left alone is whole, also an empty one', () => {
  expect(walk(whole, ends)).toEqual({
    lines: 6,
    head: endOf(whole),
    breaks: [],
    more: 0,
    notes: [],
  });
  expect(walk([], null).breaks).toEqual([]);
  expect(walk([], { expired: start, last: start }).breaks).toEqual([]);
});

test('a line that stands there twice, and one before the beginning', () => {
  const [first, second] = whole;
  if (!first || !second) throw new Error('the chain is empty');
  expect(walk([first, second, second, ...whole.slice(2)], ends).breaks).toEqual([
    'line 2 is there twice',
  ]);
  expect(walk([{ ...first, seq: 0n }, ...whole], ends).breaks).toEqual([
    'line 0 stands before the beginning of the chain',
  ]);
});

test('breaks are counted where there are too many to tell', () => {
  const bent = chainOf(300).map((line) => ({ ...line, after: 'other' }));
  const found = walk(bent, { expired: start, last: endOf(bent) });
  expect(found.breaks).toHaveLength(100);
  expect(found.more).toBe(200);
});

test('what retention took is a break unless a line says so', () => {
  const expired = { seq: 2n, hash: whole[1]?.hash ?? '' };
  const rest = whole.slice(2);
  expect(walk(rest, { expired, last: ends.last }).breaks).toEqual([
    'lines 1 to 2 went, and no line says that their time had come',
  ]);
  const [last] = chainOf(1, ends.last);
  if (!last) throw new Error('the chain is empty');
  const told = {
    ...last,
    action: 'audit.expire',
    actorId: '00000000-0000-0000-0000-000000000000',
    objectId: '2',
    after: expired.hash,
  };
  const withHash = { ...told, hash: hashLine(told, ends.last.hash) };
  expect(walk([...rest, withHash], { expired, last: endOf([withHash]) }).breaks).toEqual([]);
});

test('an anchor is a place that the chain runs through, or one that retention took', () => {
  const anchorAt = (index: number): Link => ({
    seq: whole[index]?.seq ?? 0n,
    hash: whole[index]?.hash ?? '',
  });
  const right = [anchorAt(0), anchorAt(3), anchorAt(5)];
  expect(walk(whole, ends, right)).toMatchObject({ breaks: [], notes: [] });
  const wrong = { ...anchorAt(3), hash: 'f'.repeat(64) };
  expect(walk(whole, ends, [anchorAt(3), wrong]).breaks).toEqual([
    'line 4 has another hash than the anchor',
  ]);
  expect(walk(whole, ends, [{ seq: 9n, hash: 'x' }]).breaks).toEqual([
    'line 9 of an anchor is not there',
  ]);
  const expired = anchorAt(1);
  const found = walk(whole.slice(2), { expired, last: ends.last }, [anchorAt(0), expired]);
  expect(found.notes).toEqual(['line 1 of an anchor is older than what is kept']);
  expect(found.breaks).toHaveLength(1);
});
