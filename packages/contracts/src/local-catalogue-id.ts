/** A local model's id in the catalogue and in the books, where those of cloud models must not be met. */
export function localCatalogueId(localId: string): string {
  return `local-${localId.toLowerCase().replaceAll(/[^a-z0-9._:-]/gu, '-')}`.slice(0, 100);
}
