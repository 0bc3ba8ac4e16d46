'use client';
import { cn } from '@geko/ui/cn';
import { IconButton } from '@geko/ui/icon-button';
import { Meter } from '@geko/ui/meter';
import type { Limit } from '@geko/contracts/limits';
import { Pencil, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { limitAmount } from '../usage/limit-amount.ts';
import { EditLimitForm } from './edit-limit-form.tsx';
import { isNameless, limitFacts, limitLabel, limitTitle, subjectText } from './limit-words.ts';
import { useUpdateLimit, type LimitChange } from './use-update-limit.ts';

/** One limit: its bar, when it begins anew, and, for whoever may, what changes or removes it. */
export function LimitRow({
  limit,
  isWanted,
  onRemove,
  onEdited,
}: {
  limit: Limit;
  /** Somebody came for this one: it is marked, in view, and open to be changed. */
  isWanted: boolean;
  onRemove: () => void;
  onEdited: () => void;
}) {
  const limits = useMessages('limits');
  const row = useRef<HTMLLIElement>(null);
  const editButton = useRef<HTMLButtonElement>(null);
  const { can } = useWorkspace();
  const mayChange = limit.subject.kind !== 'tenant' || can('billing:manage');
  const [isEditing, setEditing] = useState(isWanted && mayChange);
  const [wasWanted, setWasWanted] = useState(isWanted);
  if (isWanted !== wasWanted) {
    setWasWanted(isWanted);
    if (isWanted) setEditing(mayChange);
  }
  const [draft, setDraft] = useState<LimitChange | null>(null);
  const { update, error } = useUpdateLimit(limit, { onRefused: () => setEditing(true) });
  useEffect(() => {
    if (isWanted) row.current?.scrollIntoView({ block: 'center' });
  }, [isWanted]);
  const close = (): void => {
    setEditing(false);
    setDraft(null);
    onEdited();
    editButton.current?.focus();
  };
  const words = { limit: limitLabel(limit, limits) };
  return (
    <li
      ref={row}
      aria-current={isWanted ? 'true' : undefined}
      className={cn(
        'border-t border-line px-4 py-3.5 sm:px-5',
        isWanted && 'bg-accent-soft/60 ring-1 ring-accent ring-inset',
      )}
    >
      <div className="flex items-start gap-2">
        <LimitMeter limit={limit} isFixed={!mayChange} />
        {mayChange ? (
          <div className="-me-2 flex shrink-0">
            <IconButton
              ref={editButton}
              size="sm"
              label={fill(limits.edit, words)}
              aria-expanded={isEditing}
              onClick={() => (isEditing ? close() : setEditing(true))}
            >
              <Pencil aria-hidden />
            </IconButton>
            <IconButton size="sm" label={fill(limits.remove, words)} onClick={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        ) : null}
      </div>
      {isEditing ? (
        <EditLimitForm
          limit={limit}
          draft={draft}
          error={draft === null ? null : error}
          onSave={(change) => {
            close();
            setDraft(change);
            update(change);
          }}
          onCancel={close}
        />
      ) : null}
    </li>
  );
}

/** isFixed: the reader may only look at it. */
function LimitMeter({ limit, isFixed }: { limit: Limit; isFixed: boolean }) {
  const limits = useMessages('limits');
  const format = useFormat();
  const { cap, meter, now, subject } = limit;
  const title = limitTitle(limit, limits);
  const whose = isNameless(subject.kind) ? null : subjectText(limit, limits);
  const name = whose === null ? null : <p className="truncate text-sm font-medium">{whose}</p>;
  const amount = (count: number): string => limitAmount(meter, count, format);
  const known = limitFacts(limit, limits, format);
  const facts = isFixed ? `${known} · ${limits.ownersOnly}` : known;
  if (now === null) {
    return (
      <div className="min-w-0 flex-1">
        {name}
        <p className="flex items-baseline justify-between gap-3 text-[0.8125rem] leading-5">
          <span className="truncate font-medium">{title}</span>
          <span className="shrink-0 text-muted tabular-nums">
            {subject.kind === 'each_member'
              ? fill(limits.eachValue, { cap: amount(cap) })
              : amount(cap)}
          </span>
        </p>
        <p className="mt-1 text-xs leading-4 text-subtle">{facts}</p>
      </div>
    );
  }
  const taken = now.used + now.held;
  return (
    <div className="min-w-0 flex-1">
      {name}
      <Meter
        label={
          <>
            {whose === null ? null : <span className="sr-only">{whose} · </span>}
            {title}
          </>
        }
        value={taken}
        max={cap}
        valueText={fill(limits.value, { used: amount(taken), cap: amount(cap) })}
        hint={facts}
        warningLabel={limits.warning}
        dangerLabel={taken >= cap ? limits.usedUp : limits.danger}
      />
    </div>
  );
}
