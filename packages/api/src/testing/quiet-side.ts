import { quietModels } from '@geko/local-models/testing/quiet-models';

/** A server's own models in which nothing happens, behind a door that nobody opens. */
export const quietSide = {
  models: quietModels(),
  door: { url: 'http://127.0.0.1:9/v1', key: 'none' },
};
