/** State that the session wants of the data path, which makes it so, idempotently, and retries for ever by itself. */
export interface MediaTarget {
  encode: boolean;
  /** Picture that viewers see in place of the camera's. Sound is muted whenever a slate is up. */
  slate: 'none' | 'privacy' | 'end';
  /** Session whose recording is being written, else null. */
  recording: string | null;
  publish: boolean;
}
