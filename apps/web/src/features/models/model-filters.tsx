'use client';
import { Input } from '@geko/ui/input';
import { Label } from '@geko/ui/label';
import { Switch } from '@geko/ui/switch';
import { Search } from 'lucide-react';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import type { ModelFilter } from './filter-models.ts';

/** Search, tier, and only what may be used. */
export function ModelFilters({
  filter,
  onChange,
}: {
  filter: ModelFilter;
  onChange: (filter: ModelFilter) => void;
}) {
  const models = useMessages('models');
  const { tierNames } = useMessages('common');
  return (
    <search className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="w-full sm:w-64">
        <Input
          type="search"
          aria-label={models.search}
          placeholder={models.search}
          icon={<Search />}
          value={filter.search}
          onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
        />
      </div>
      <ChoiceGroup
        label={models.tier}
        value={filter.tier}
        options={[
          { value: 'all', label: models.allTiers },
          { value: 'free', label: tierNames.free },
          { value: 'premium', label: tierNames.premium },
          { value: 'local', label: tierNames.local },
        ]}
        onChange={(tier) => onChange({ ...filter, tier })}
      />
      <div className="flex items-center gap-2.5 sm:ms-auto">
        <Switch
          id="usable-only"
          checked={filter.isUsableOnly}
          onCheckedChange={(isUsableOnly) => onChange({ ...filter, isUsableOnly })}
        />
        <Label htmlFor="usable-only" className="font-normal text-muted">
          {models.onlyUsable}
        </Label>
      </div>
    </search>
  );
}
