'use client';
import { Combobox } from '@geko/ui/combobox';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useAllMembers } from '../members/use-all-members.ts';
import { modelOptions } from '../models/model-options.ts';
import { FilterChip } from './filter-chip.tsx';

type Choice = { id: string; label: string; keywords?: string };
type Group = { id: string; label: string; items: readonly Choice[] };
type Words = { search: string; every: string };

export type FilterPickerProps = {
  workspaceId: string;
  label: string;
  chosen: string | null;
  value: string | null;
  onChange: (value: string | null) => void;
};

/** Everybody who belongs here. */
export function MemberPicker(props: FilterPickerProps) {
  const usage = useMessages('usage');
  const { items } = useAllMembers(props.workspaceId);
  const choices = items.map(({ userId, name, email }) => ({
    id: userId,
    label: name,
    keywords: email,
  }));
  return (
    <Picker {...props} choices={choices} search={usage.searchPeople} every={usage.everybody} />
  );
}

/** Every published model, of every kind. */
export function ModelPicker(props: FilterPickerProps) {
  const usage = useMessages('usage');
  const { data } = trpc.models.list.useQuery({ workspaceId: props.workspaceId });
  const common = useMessages('common');
  const groups = modelOptions(data?.models ?? [], common);
  return (
    <GroupPicker {...props} groups={groups} search={usage.searchModels} every={usage.everyModel} />
  );
}

/** Who may pay. */
export function FundingPicker(props: FilterPickerProps) {
  const usage = useMessages('usage');
  const { fundingNames } = useMessages('common');
  const choices = Object.entries(fundingNames).map(([id, label]) => ({ id, label }));
  return (
    <Picker {...props} choices={choices} search={usage.searchFundings} every={usage.everyFunding} />
  );
}

/** One's own keys, and everybody's for who manages them; those that ended as well. */
export function KeyPicker(props: FilterPickerProps) {
  const usage = useMessages('usage');
  const { data } = trpc.apiKeys.list.useQuery({ workspaceId: props.workspaceId });
  const choices = (data?.keys ?? []).map(({ id, name, lastFour, userName }) => ({
    id,
    label: name,
    keywords: `${lastFour} ${userName}`,
  }));
  return <Picker {...props} choices={choices} search={usage.searchKeys} every={usage.everyKey} />;
}

const EVERY = 'every';

function Picker({ choices, ...rest }: FilterPickerProps & Words & { choices: readonly Choice[] }) {
  return <GroupPicker {...rest} groups={[{ id: 'choices', label: rest.label, items: choices }]} />;
}

/** Open from the start: its code comes when the chip is pressed. */
function GroupPicker({
  label,
  chosen,
  value,
  groups,
  search,
  every,
  onChange,
}: FilterPickerProps & Words & { groups: readonly Group[] }) {
  const usage = useMessages('usage');
  const [isOpen, setOpen] = useState(true);
  return (
    <Combobox<string | null>
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={<FilterChip label={label} chosen={chosen} />}
      groups={[
        { id: 'every', label, items: [{ id: EVERY, value: null, label: every }] },
        ...groups.map((group) => ({
          ...group,
          items: group.items.map((choice) => ({ ...choice, value: choice.id })),
        })),
      ]}
      value={value ?? EVERY}
      labels={{ search, list: label, empty: usage.noneFound }}
      onSelect={(item) => onChange(item.value)}
    />
  );
}
