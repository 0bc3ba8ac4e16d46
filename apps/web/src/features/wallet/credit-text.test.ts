import { expect, test } from 'vitest';
import { wallet as texts } from '../../messages/en/wallet.ts';
import { creditFigure, isCreditLow, lotPercent, transactionText } from './credit-text.ts';

test('where a credit is a dollar there is no figure of its own; elsewhere it is exact to the hundredth', () => {
  expect(creditFigure('5000000000', '1000000000')).toBeNull();
  expect(creditFigure('5000000000', '10000000')).toBe('500');
  expect(creditFigure('12345678', '10000000')).toBe('1.23');
  expect(creditFigure('12350000', '10000000')).toBe('1.24');
  expect(creditFigure('-12350000', '10000000')).toBe('-1.24');
  expect(creditFigure('-1', '10000000')).toBe('0');
  expect(creditFigure('5', '0')).toBeNull();
});

test('a lot’s share is what is left of it', () => {
  expect(lotPercent({ remainingNano: '500', grantedNano: '1000' })).toBe(50);
  expect(lotPercent({ remainingNano: '0', grantedNano: '0' })).toBe(0);
});

test('credit is low below the mark, what is held not counted', () => {
  const wallet = { balanceNano: '1000', heldNano: '0', lowCreditNano: '1000' };
  expect(isCreditLow(wallet)).toBe(false);
  expect(isCreditLow({ ...wallet, heldNano: '1' })).toBe(true);
  expect(isCreditLow({ ...wallet, heldNano: '1', lowCreditNano: null })).toBe(false);
});

test('a transaction says what it was', () => {
  expect(transactionText({ kind: 'usage', lotKind: null }, texts)).toBe('Answer');
  expect(transactionText({ kind: 'grant', lotKind: 'bonus' }, texts)).toBe('Bonus credit added');
  expect(transactionText({ kind: 'expiry', lotKind: 'trial' }, texts)).toBe('Trial credit expired');
});
