import { expect, test } from 'vitest';
import { en } from '../../messages/en.ts';
import { linkProblem, oauthProblem } from './oauth-problem-text.ts';

test('each problem has its sentence; anything else in the address is a failure', () => {
  const { oauthErrors } = en.auth;
  expect(oauthProblem('cancelled')).toBe(oauthErrors.cancelled);
  expect(['constructor', '', '<b>'].map(oauthProblem)).toEqual([
    oauthErrors.failed,
    oauthErrors.failed,
    oauthErrors.failed,
  ]);
});

test('an account that is connected to somebody else is not one whose address is taken', () => {
  expect(linkProblem('taken')).toBe(en.account.identityTaken);
  expect(linkProblem('failed')).toBe(oauthProblem('failed'));
});
