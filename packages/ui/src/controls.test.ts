import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';
import { Meter } from './meter.tsx';

const words = { warningLabel: 'Nearly used up', dangerLabel: 'Used up' };

/** The value of an attribute of the first tag that has it. */
function attribute(html: string, tag: string, name: string): string | undefined {
  return new RegExp(`<${tag}\\b[^>]*\\s${name}="([^"]*)"`, 'u').exec(html)?.[1];
}

test('a field ties label, hint and control', () => {
  const html = renderToStaticMarkup(
    createElement(Field, {
      label: 'Email',
      hint: 'Work address',
      isRequired: true,
      children: createElement(Input),
    }),
  );
  const id = attribute(html, 'input', 'id');
  expect(id).toBeTruthy();
  expect(attribute(html, 'label', 'for')).toBe(id);
  expect(html).toContain(`<p id="${attribute(html, 'input', 'aria-describedby')}"`);
  expect(attribute(html, 'input', 'aria-invalid')).toBeUndefined();
  expect(html).toContain('required=""');
});

test('an error takes the place of the hint and marks the control', () => {
  const html = renderToStaticMarkup(
    createElement(Field, {
      label: 'Email',
      hint: 'Work address',
      error: 'Taken',
      children: createElement(Input),
    }),
  );
  expect(attribute(html, 'input', 'aria-invalid')).toBe('true');
  expect(attribute(html, 'p', 'id')).toBe(attribute(html, 'input', 'aria-describedby'));
  expect(html).toContain('Taken');
  expect(html).not.toContain('Work address');
});

test('a meter says in words what its colour says', () => {
  const html = renderToStaticMarkup(
    createElement(Meter, {
      label: 'Tokens',
      value: 97,
      max: 100,
      valueText: '97 of 100',
      ...words,
    }),
  );
  expect(attribute(html, 'div', 'aria-valuetext')).toBe('97 of 100, Used up');
  expect(html).toContain('bg-danger');
});

test('a meter never reports more than its limit, and an unlimited one draws no fill', () => {
  const over = renderToStaticMarkup(
    createElement(Meter, {
      label: 'Tokens',
      value: 140,
      max: 100,
      valueText: '140 of 100',
      ...words,
    }),
  );
  expect(attribute(over, 'div', 'aria-valuenow')).toBe('100');
  const unlimited = renderToStaticMarkup(
    createElement(Meter, { label: 'Tokens', value: 140, max: null, valueText: '140', ...words }),
  );
  expect(unlimited).toContain('width:0%');
});

test('a busy button keeps its name and its place in the tab order', () => {
  const html = renderToStaticMarkup(createElement(Button, { isLoading: true, children: 'Save' }));
  expect(html).toContain('aria-disabled="true"');
  expect(html).not.toContain('disabled=""');
  expect(html).toContain('Save');
  expect(attribute(html, 'button', 'type')).toBe('button');
});
