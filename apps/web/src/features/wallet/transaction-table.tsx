'use client';
import { cn } from '@geko/ui/cn';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { Transaction } from '@geko/contracts/wallet';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { transactionText } from './credit-text.ts';

/** What came in and went out, to the nano-dollar, with the balance before and after. */
export function TransactionTable({
  rows,
  onOpenReceipt,
}: {
  rows: readonly Transaction[];
  onOpenReceipt: (turnId: string) => void;
}) {
  const texts = useMessages('wallet');
  return (
    <Table label={texts.transactions}>
      <TableHeader>
        <TableRow>
          <TableHead>{texts.what}</TableHead>
          <TableHead align="end" className="max-sm:pe-4">
            {texts.amount}
          </TableHead>
          <TableHead align="end" className="max-sm:hidden">
            {texts.before}
          </TableHead>
          <TableHead align="end" className="max-sm:hidden">
            {texts.after}
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TransactionRow key={row.id} row={row} onOpenReceipt={onOpenReceipt} />
        ))}
      </TableBody>
    </Table>
  );
}

function TransactionRow({
  row,
  onOpenReceipt,
}: {
  row: Transaction;
  onOpenReceipt: (turnId: string) => void;
}) {
  const texts = useMessages('wallet');
  const format = useFormat();
  const { can } = useWorkspace();
  const isIncome = !row.amountNano.startsWith('-');
  const text = transactionText(row, texts);
  const at = format.dateTime(row.at);
  const before = format.exact(row.beforeNano);
  const after = format.exact(row.afterNano);
  const { turnId } = row;
  return (
    <TableRow className="relative">
      <TableCell>
        {turnId !== null && can('usage:view:workspace') ? (
          <button
            type="button"
            aria-label={fill(texts.receipt, { what: text, at })}
            onClick={() => onOpenReceipt(turnId)}
            // The whole row can be pressed; the button is what keyboards and screen readers meet.
            className="rounded-xs text-start underline decoration-line-strong underline-offset-4 before:absolute before:inset-0"
          >
            {text}
          </button>
        ) : (
          text
        )}
        <span className="block text-xs text-subtle">{at}</span>
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap max-sm:pe-4">
        <span className={cn(isIncome && 'text-success-text')}>
          {isIncome ? '+' : ''}
          {format.exact(row.amountNano)}
        </span>
        {/* A narrow screen has no room for two more columns of exact figures. */}
        <span className="block text-2xs text-subtle sm:hidden">
          {fill(texts.fromTo, { before, after })}
        </span>
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap text-muted max-sm:hidden">
        {before}
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap max-sm:hidden">
        {after}
      </TableCell>
    </TableRow>
  );
}
