'use client';
import { createContext, use, useId, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { FormError } from './form-error.tsx';
import { Label } from './label.tsx';

interface FieldControl {
  id: string;
  describedBy: string | undefined;
  isInvalid: boolean;
  isRequired: boolean;
}

const FieldContext = createContext<FieldControl | null>(null);

interface ControlAttributes {
  id?: string | undefined;
  required?: boolean | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: ComponentProps<'input'>['aria-invalid'];
}

/** Attributes that tie a control to the `<Field>` around it; the control's own win, and outside a field only those. */
export function useFieldControl(own: ControlAttributes): ControlAttributes {
  const field = use(FieldContext);
  if (field === null) return own;
  const describedBy = [field.describedBy, own['aria-describedby']].filter(Boolean).join(' ');
  return {
    id: own.id ?? field.id,
    required: own.required ?? field.isRequired,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
    'aria-invalid': own['aria-invalid'] ?? (field.isInvalid || undefined),
  };
}

export interface FieldProps extends Omit<ComponentProps<'div'>, 'children'> {
  label: ReactNode;
  /** Keeps the label for screen readers only. */
  isLabelHidden?: boolean;
  hint?: ReactNode;
  /** Shown in place of the hint; marks the control invalid. */
  error?: ReactNode;
  isRequired?: boolean;
  /** Stands at the end of the label's line: "Forgot?", "Optional". */
  labelAside?: ReactNode;
  /** One control: Input, Textarea, SelectTrigger, Checkbox, or whatever calls `useFieldControl`. */
  children: ReactNode;
}

/** A control with label, hint and error, tied by ids. */
export function Field({
  label,
  isLabelHidden = false,
  hint,
  error,
  isRequired = false,
  labelAside,
  className,
  children,
  ...props
}: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== false && error !== '';
  const hasHint = !hasError && hint !== undefined && hint !== null;
  const describedBy = hasError ? `${id}-error` : hasHint ? `${id}-hint` : undefined;
  return (
    <FieldContext value={{ id, describedBy, isInvalid: hasError, isRequired }}>
      <div className={cn('flex flex-col gap-1.5', className)} {...props}>
        <div
          className={cn('flex items-baseline justify-between gap-3', isLabelHidden && 'sr-only')}
        >
          <Label htmlFor={id}>
            {label}
            {isRequired ? (
              <span aria-hidden className="ms-0.5 text-danger-text">
                *
              </span>
            ) : null}
          </Label>
          {labelAside === undefined ? null : (
            <div className="text-[0.8125rem] text-subtle">{labelAside}</div>
          )}
        </div>
        {children}
        {hasHint ? (
          <p id={`${id}-hint`} className="text-[0.8125rem] leading-5 text-subtle">
            {hint}
          </p>
        ) : null}
        {hasError ? <FormError id={`${id}-error`}>{error}</FormError> : null}
      </div>
    </FieldContext>
  );
}
