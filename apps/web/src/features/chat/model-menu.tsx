'use client';
import { lazy, Suspense, useState } from 'react';
import { ModelButton } from './model-button.tsx';
import type { ModelPickerProps } from './model-picker.tsx';

const load = () => import('./model-picker.tsx');
const ModelPicker = lazy(load);

/** The model picker's button; the list itself is fetched when it is first about to be opened. */
export function ModelMenu(props: Omit<ModelPickerProps, 'isOpen' | 'onOpenChange'>) {
  const [isWanted, setWanted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const name = props.chosen?.name ?? null;
  const button = (
    <ModelButton
      name={name}
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => {
        setWanted(true);
        setOpen(true);
      }}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <ModelPicker {...props} isOpen={isOpen} onOpenChange={setOpen} />
    </Suspense>
  );
}
