'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { FormError } from '@geko/ui/form-error';
import type { MAX_FALLBACKS, ModelFallbacks } from '@geko/contracts/provider-keys';
import { useId, useState, type RefObject, type SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { fieldSentence } from '../../lib/field-problem.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { ModelField } from './model-field.tsx';
import { returnFocus } from './return-focus.ts';

type Model = ModelFallbacks['models'][number];

// Written out, so that no page carries the contract; its type holds it to that.
const MOST: typeof MAX_FALLBACKS = 3;
const places = Array.from({ length: MOST }, (_, place) => place);

/** Which models answer in a model's place, in their order. model: null = it is chosen first. */
export function FallbacksDialog({
  model: given,
  models,
  returnTo,
  onClose,
}: {
  model: Model | null;
  models: readonly Model[];
  /** Where the focus goes afterwards. */
  returnTo: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const { fallbacks: texts } = useMessages('providerKeys');
  const common = useMessages('common');
  const formId = useId();
  const utils = trpc.useUtils();
  const [modelId, setModelId] = useState(given?.id ?? null);
  const [chosen, setChosen] = useState(() =>
    places.map((place) => given?.fallbackIds[place] ?? null),
  );
  const { mutate, isPending, error } = trpc.providerKeys.setFallbacks.useMutation({
    onSuccess: async () => {
      onClose();
      await utils.providerKeys.fallbacks.invalidate();
      void notify({ tone: 'success', title: texts.saved });
    },
  });
  const refusal = error === null ? null : readError(error);
  const isAtField = refusal?.field?.split('.')[0] === 'fallbackIds';
  const choose = (id: string): void => {
    setModelId(id);
    const own = models.find((one) => one.id === id);
    setChosen(places.map((place) => own?.fallbackIds[place] ?? null));
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (modelId === null || isPending) return;
    mutate({ modelId, fallbackIds: chosen.filter((id) => id !== null) });
  };
  const close = (): void => (isPending ? undefined : onClose());
  return (
    <Dialog open onOpenChange={close}>
      <DialogContent
        title={given === null ? texts.add : fill(texts.edit, { model: given.name })}
        description={texts.dialogLead}
        closeLabel={common.close}
        onCloseAutoFocus={returnFocus(returnTo)}
        footer={
          <>
            <Button variant="secondary" disabled={isPending} onClick={close}>
              {common.cancel}
            </Button>
            <Button type="submit" form={formId} disabled={modelId === null} isLoading={isPending}>
              {common.save}
            </Button>
          </>
        }
      >
        <form id={formId} noValidate onSubmit={submit} className="flex flex-col gap-4">
          {error === null || isAtField ? null : (
            <Callout tone="danger" role="alert">
              {refusal?.message ?? common.networkFailed}
            </Callout>
          )}
          {given === null ? (
            <ModelField label={texts.model} modelId={modelId} models={models} onChoose={choose} />
          ) : null}
          {places.map((place) => (
            <ModelField
              key={place}
              label={fill(texts.place, { n: place + 1 })}
              modelId={chosen[place] ?? null}
              models={models.filter(
                ({ id }) => id !== modelId && (id === chosen[place] || !chosen.includes(id)),
              )}
              onChoose={(id) => setChosen(chosen.with(place, id))}
              onClear={() => setChosen(chosen.with(place, null))}
            />
          ))}
          {isAtField && refusal !== null ? <FormError>{fieldSentence(refusal)}</FormError> : null}
        </form>
      </DialogContent>
    </Dialog>
  );
}
