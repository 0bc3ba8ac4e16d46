/** A message with forms for one and for many; other languages may use more of Intl's plural categories. */
export type PluralForms = {
  one: string;
  other: string;
  few?: string;
  many?: string;
  two?: string;
  zero?: string;
};

/** Puts values into a message's {places}; a place without a value stays as it is. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Chooses the form for a count, and fills {count} (already formatted, if given) and other places. */
export function plural(
  forms: PluralForms,
  count: number,
  values: Record<string, string | number> = {},
  locale = 'en',
): string {
  const form = forms[new Intl.PluralRules(locale).select(count)] ?? forms.other;
  return fill(form, { count: new Intl.NumberFormat(locale).format(count), ...values });
}
