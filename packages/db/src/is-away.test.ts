import { expect, test } from 'vitest';
import { isAway } from './is-away.ts';

const coded = (code: string) => Object.assign(new Error('words'), { code });

test.each([
  coded('57P01'),
  coded('57P03'),
  coded('08006'),
  coded('53300'),
  coded('25006'),
  coded('ECONNREFUSED'),
  coded('EPIPE'),
  new Error('Connection terminated unexpectedly'),
  new Error('Connection terminated due to connection timeout'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Client has encountered a connection error and is not queryable'),
  new Error('Failed query: begin', { cause: coded('57P01') }),
  new Error('one', { cause: new Error('two', { cause: coded('ECONNRESET') }) }),
  new AggregateError([new Error('x'), coded('ECONNREFUSED')], 'all failed'),
])('%s (%#) is of a database that is away', (error) => expect(isAway(error)).toBe(true));

test.each([
  coded('23505'),
  coded('57014'),
  coded('40P01'),
  coded('28P01'),
  new Error('a request said: Connection terminated unexpectedly'),
  'ECONNREFUSED',
  null,
  { code: '57P01' },
])('%s (%#) is something else', (error) => expect(isAway(error)).toBe(false));
