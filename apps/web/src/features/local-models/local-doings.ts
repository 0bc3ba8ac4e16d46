/** What can be done about local models, wherever they are. */
export type LocalDoings = Record<
  'install' | 'pause' | 'cancel' | 'remove',
  (id: string) => void
> & {
  /** The model whose install was asked for, and nothing has been heard of yet. */
  installing: string | null;
};
