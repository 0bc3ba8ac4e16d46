'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Combobox } from '@geko/ui/combobox';
import type { LocalModel } from '@geko/contracts/local-models';
import type { Model } from '@geko/contracts/models';
import { Check, Lock } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useUpgrade } from '../plans/upgrade.tsx';
import { ModelButton } from './model-button.tsx';
import type { ModelChoice } from './choose-model.ts';
import { autoGroup, machineGroups, modelGroups, refusalText } from './model-groups.ts';

export type ModelPickerProps = {
  workspaceId: string;
  models: readonly Model[];
  /** Those that are installed on this machine. */
  machineModels: readonly LocalModel[];
  /** Whether "auto" is offered above them. */
  hasAuto: boolean;
  chosen: ModelChoice | null;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (modelId: string) => void;
};

/** The list of models: what each costs, and what it takes to use those that are locked. */
export default function ModelPicker({
  workspaceId,
  models,
  machineModels,
  hasAuto,
  chosen,
  isOpen,
  onOpenChange,
  onChoose,
}: ModelPickerProps) {
  const chat = useMessages('chat');
  const common = useMessages('common');
  const texts = chat.models;
  const router = useRouter();
  const upgrade = useUpgrade();
  const opener = useRef<HTMLButtonElement>(null);
  const plansUrl = `/w/${workspaceId}/settings?tab=plan`;
  return (
    <Combobox<Model | LocalModel | null>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      side="top"
      groups={[
        ...(hasAuto ? [autoGroup({ chat, common })] : []),
        ...machineGroups(machineModels, { chat }),
        ...modelGroups(models, { chat, common }),
      ]}
      value={chosen?.id ?? null}
      onSelect={({ id }) => onChoose(id)}
      onLockedSelect={({ value }) => {
        if (value === null || isOfMachine(value)) return;
        if (!value.access.isAllowed && value.access.reason === 'plan') {
          onOpenChange(false);
          upgrade({ modelName: value.name, returnTo: opener.current });
        } else router.push(`/w/${workspaceId}/models`);
      }}
      labels={texts}
      renderItem={({ value }, { isSelected }) =>
        value === null ? (
          <AutoRow isSelected={isSelected} />
        ) : isOfMachine(value) ? (
          <MachineRow model={value} isSelected={isSelected} />
        ) : (
          <ModelRow model={value} isSelected={isSelected} />
        )
      }
      trigger={<ModelButton ref={opener} name={chosen?.name ?? null} />}
      footer={
        <Button asChild variant="ghost" size="sm" className="w-full">
          <Link href={plansUrl}>{texts.compare}</Link>
        </Button>
      }
    />
  );
}

function isOfMachine(model: Model | LocalModel): model is LocalModel {
  return 'engine' in model;
}

function MachineRow({ model, isSelected }: { model: LocalModel; isSelected: boolean }) {
  const { machine } = useMessages('chat');
  const common = useMessages('common');
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{model.name}</span>
          <Badge tone="neutral">{common.tierNames.local}</Badge>
        </span>
        <span className="block truncate text-xs leading-5 text-subtle">{machine.note}</span>
      </span>
      {isSelected ? <Check aria-hidden className="size-4 shrink-0 text-accent-text" /> : null}
    </span>
  );
}

function AutoRow({ isSelected }: { isSelected: boolean }) {
  const { models: texts } = useMessages('chat');
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <span className="font-medium">{texts.auto}</span>
        <span className="block text-xs leading-5 text-subtle">{texts.autoNote}</span>
      </span>
      {isSelected ? <Check aria-hidden className="size-4 shrink-0 text-accent-text" /> : null}
    </span>
  );
}

function ModelRow({ model, isSelected }: { model: Model; isSelected: boolean }) {
  const chat = useMessages('chat');
  const common = useMessages('common');
  const texts = chat.models;
  const reason = refusalText(model, { chat, common });
  const isDemo = model.provider === 'demo';
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className={reason === null ? 'truncate font-medium' : 'truncate text-muted'}>
            {model.name}
          </span>
          {isDemo ? (
            <Badge tone="warning">{texts.demo}</Badge>
          ) : (
            <Badge tone={model.tier === 'premium' ? 'accent' : 'neutral'}>
              {common.tierNames[model.tier]}
            </Badge>
          )}
        </span>
        <span className="block truncate text-xs leading-5 text-subtle">
          {reason === null ? null : `${reason} · `}
          {isDemo ? texts.demoNote : <Price model={model} />}
        </span>
      </span>
      {reason === null ? null : <Lock aria-hidden className="size-3.5 shrink-0 text-subtle" />}
      {isSelected ? <Check aria-hidden className="size-4 shrink-0 text-accent-text" /> : null}
    </span>
  );
}

function Price({ model }: { model: Model }) {
  const { models: texts } = useMessages('chat');
  const format = useFormat();
  if (model.tier === 'local' || model.price === null) return texts.noCost;
  return fill(texts.price, {
    input: format.nano(model.price.inputNano),
    output: format.nano(model.price.outputNano),
  });
}
