import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditLineText, type ChainedLine } from './audit-chain.ts';

const line: ChainedLine = {
  tenantId: 't',
  workspaceId: 'w',
  seq: 1n,
  id: 'i',
  actorId: 'a',
  action: 'workspace.rename',
  objectKind: 'workspace',
  objectId: 'ö',
  before: null,
  after: '',
  address: '::1',
  userAgent: null,
  requestId: 'r',
  atMs: 1_700_000_000_123,
};

test('every field is its bytes, a colon and itself; an absent one is a dash', () => {
  expect(auditLineText(line, 'h')).toBe(
    '1:h1:t1:w1:11:i1:a16:workspace.rename9:workspace2:ö-0:3:::1-1:r13:1700000000123',
  );
});

/** Texts that look like the marks between fields, and others. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('-', ':', '0', '1', '2', 'é', '😀'), maxLength: 4 }),
  fc.string({ unit: 'grapheme' }),
);
const absent = fc.option(text);
const anyLine: fc.Arbitrary<ChainedLine> = fc.record({
  tenantId: text,
  workspaceId: text,
  seq: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  id: text,
  actorId: text,
  action: text,
  objectKind: text,
  objectId: text,
  before: absent,
  after: absent,
  address: absent,
  userAgent: absent,
  requestId: text,
  atMs: fc.integer(),
});

/** Reads a text back into its fields. */
function fieldsOf(written: string): (string | null)[] {
  const bytes = Buffer.from(written, 'utf8');
  const fields: (string | null)[] = [];
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] === 0x2d) {
      fields.push(null);
      at += 1;
      continue;
    }
    const colon = bytes.indexOf(0x3a, at);
    const end = colon + 1 + Number(bytes.subarray(at, colon).toString());
    fields.push(bytes.subarray(colon + 1, end).toString('utf8'));
    at = end;
  }
  return fields;
}

test('a text can be read back in one way only, so no two lines share one', () => {
  fc.assert(
    fc.property(anyLine, text, (some, previous) => {
      expect(fieldsOf(auditLineText(some, previous))).toEqual([
        previous,
        some.tenantId,
        some.workspaceId,
        String(some.seq),
        some.id,
        some.actorId,
        some.action,
        some.objectKind,
        some.objectId,
        some.before,
        some.after,
        some.address,
        some.userAgent,
        some.requestId,
        String(some.atMs),
      ]);
    }),
    { numRuns: 1_000 },
  );
});

test('what moves from one field into the next makes another text', () => {
  fc.assert(
    fc.property(text, text, fc.nat(), (one, two, cut) => {
      const both = one + two;
      const at = cut % (both.length + 1);
      const [first, second] = [both.slice(0, at), both.slice(at)];
      fc.pre(first !== one && first.isWellFormed());
      const write = (before: string, after: string) =>
        auditLineText({ ...line, before, after }, 'h');
      expect(write(first, second)).not.toBe(write(one, two));
    }),
  );
});
