'use client';
import { Button } from '@geko/ui/button';
import { Combobox } from '@geko/ui/combobox';
import { ComboboxTrigger } from '@geko/ui/combobox-trigger';
import { Input } from '@geko/ui/input';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { Member } from '@geko/contracts/members';
import { useMessages } from '../../messages/use-messages.tsx';
import { useToday } from '../chat/use-today.ts';
import { MemberChoice, memberChoices } from '../members/member-choice.tsx';
import { isFiltered, noFilter, type AuditFilter, type AuditRange } from './audit-filter.ts';
import { actionGroups } from './action-groups.ts';
import { useZone } from './use-audit-lines.ts';
import { dayIn, isDay } from './zone-day.ts';

const box = 'w-full sm:w-48';
const EVERYBODY = 'everybody';
const EVERY_ACTION = 'every-action';

type Props = {
  filter: AuditFilter;
  members: readonly Member[];
  /** The name of the chosen person, where they are no member any more; null = unknown. */
  actorName: string | null;
  onChange: (filter: AuditFilter) => void;
};

/** Whose lines, which action, from when to when. */
export function AuditFilters({ filter, members, actorName, onChange }: Props) {
  const audit = useMessages('audit');
  const { actorId, action, range } = filter;
  const today = dayIn(useToday(), useZone());
  const chosen = members.find(({ userId }) => userId === actorId);
  const person =
    actorId === null ? audit.anybody : (chosen?.name ?? actorName ?? audit.formerMember);
  const done = action === null ? audit.anyAction : audit.actions[action];
  const everybody = { id: EVERYBODY, value: null, label: audit.anybody };
  const everyAction = { id: EVERY_ACTION, value: null, label: audit.anyAction };
  const setDay = (side: 'from' | 'to', text: string): void =>
    onChange({ ...filter, [side]: isDay(text) ? text : null });
  return (
    <search
      aria-label={audit.filters}
      className="flex flex-wrap items-center gap-2 px-4 pb-4 sm:px-5"
    >
      <Combobox<Member | null>
        trigger={
          <ComboboxTrigger className={box} aria-label={`${audit.member}: ${person}`}>
            {person}
          </ComboboxTrigger>
        }
        groups={[
          { id: 'everybody', label: audit.member, items: [everybody] },
          {
            id: 'members',
            label: audit.people,
            items: memberChoices(members),
          },
        ]}
        value={actorId ?? EVERYBODY}
        labels={{ search: audit.searchMembers, list: audit.member, empty: audit.noMember }}
        onSelect={({ value }) => onChange({ ...filter, actorId: value?.userId ?? null })}
        renderItem={({ value, label }) =>
          value === null ? <span>{label}</span> : <MemberChoice member={value} />
        }
      />
      <Combobox
        trigger={
          <ComboboxTrigger className={box} aria-label={`${audit.action}: ${done}`}>
            {done}
          </ComboboxTrigger>
        }
        groups={[
          { id: 'every', label: audit.action, items: [everyAction] },
          ...actionGroups(audit),
        ]}
        value={action ?? EVERY_ACTION}
        labels={{ search: audit.searchActions, list: audit.action, empty: audit.noAction }}
        onSelect={({ value }) => onChange({ ...filter, action: value })}
      />
      <Select
        value={range}
        onValueChange={(next) => {
          const chosenRange = next as AuditRange;
          onChange({
            ...filter,
            range: chosenRange,
            from: null,
            to: chosenRange === 'custom' ? today : null,
          });
        }}
      >
        <SelectTrigger aria-label={audit.range} className={box} />
        <SelectContent>
          {(Object.keys(audit.ranges) as AuditRange[]).map((one) => (
            <SelectItem key={one} value={one}>
              {audit.ranges[one]}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {range === 'custom' ? (
        <div className="flex w-full flex-wrap items-center gap-2 sm:w-auto">
          {(['from', 'to'] as const).map((side) => (
            <label key={side} className="flex flex-1 items-center gap-2 text-sm text-muted">
              {audit[side]}
              <Input
                type="date"
                max={today}
                defaultValue={filter[side] ?? ''}
                onChange={(event) => setDay(side, event.currentTarget.value)}
                className="w-auto min-w-32 flex-1"
              />
            </label>
          ))}
        </div>
      ) : null}
      {isFiltered(filter) ? (
        <Button variant="ghost" size="sm" onClick={() => onChange(noFilter)}>
          {audit.clear}
        </Button>
      ) : null}
    </search>
  );
}
