'use client';
import { Button } from '@geko/ui/button';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import { useState, type SubmitEvent } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { parsePercent, percentText } from './percent.ts';
import { useSetMarkup } from './use-set-markup.ts';

/** The markup where nothing nearer says one. */
export function SystemMarkup({ bps }: { bps: number }) {
  const { markups: words, notPercent, percentHint } = useMessages('admin');
  const [text, setText] = useState(percentText(bps));
  const [isAsked, setAsked] = useState(false);
  const set = useSetMarkup();
  const wanted = parsePercent(text);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(true);
    if (wanted !== null && !set.isPending) set.mutate({ of: 'system', bps: wanted });
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>{words.system}</CardTitle>
        <CardDescription>{words.systemLead}</CardDescription>
      </CardHeader>
      <CardBody>
        <form noValidate onSubmit={submit} className="flex flex-wrap items-start gap-3">
          <Field
            label={words.systemField}
            hint={percentHint}
            error={isAsked && wanted === null ? notPercent : undefined}
            className="w-full sm:w-64"
          >
            <Input
              inputMode="decimal"
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          <Button
            type="submit"
            variant="secondary"
            isLoading={set.isPending}
            disabled={wanted === bps}
            className="sm:mt-[1.625rem]"
          >
            {words.save}
          </Button>
        </form>
      </CardBody>
    </Card>
  );
}
