'use client';
import { Avatar } from '@geko/ui/avatar';
import { Button } from '@geko/ui/button';
import { FormError } from '@geko/ui/form-error';
import { useId, useRef, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { squarePicture } from './square-picture.ts';

type Props = {
  /** Whose picture it is; initials of it stand where there is none. */
  name: string;
  /** Its address now; null = none. */
  image: string | null;
  shape: 'circle' | 'square';
  label: string;
  hint: string;
  /** It is being saved. */
  isSaving: boolean;
  /** Base64 of the new picture, cut to a square; null = take it away. */
  onChange: (image: string | null) => void;
};

/** A picture with buttons to choose another one or none. */
export function PictureChooser({ name, image, shape, label, hint, isSaving, onChange }: Props) {
  const { picture } = useMessages('common');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isReading, setReading] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const isBusy = isReading || isSaving;

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined || isBusy) return;
    setReading(true);
    setFailed(false);
    try {
      onChange(await squarePicture(file));
    } catch {
      setFailed(true);
    } finally {
      setReading(false);
    }
  };
  return (
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-hint`}
      className="flex flex-wrap items-center gap-x-5 gap-y-3"
    >
      <Avatar name={name} image={image} shape={shape} size="xl" isDecorative />
      <div className="min-w-0 flex-1 basis-56">
        <p id={`${id}-label`} className="text-sm font-medium">
          {label}
        </p>
        <p id={`${id}-hint`} className="text-[0.8125rem] leading-5 text-subtle">
          {hint}
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button
            variant="secondary"
            size="sm"
            isLoading={isBusy}
            onClick={() => input.current?.click()}
          >
            {image === null ? picture.choose : picture.change}
          </Button>
          {image === null ? null : (
            <Button variant="ghost" size="sm" disabled={isBusy} onClick={() => onChange(null)}>
              {picture.remove}
            </Button>
          )}
        </div>
        {hasFailed ? <FormError className="mt-2">{picture.unreadable}</FormError> : null}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif"
          aria-label={label}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file can be chosen again.
            event.target.value = '';
          }}
        />
      </div>
    </div>
  );
}
