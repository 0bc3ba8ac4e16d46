/** A server of the bench. */
export type Stoppable = {
  /** Without a slash at the end. */
  url: string;
  pid: number;
  stop: () => Promise<void>;
};
