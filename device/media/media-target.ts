/** What the data path should be doing. It makes it so, idempotently, and retries for ever by itself. */
export interface MediaTarget {
  encode: boolean;
  /** What viewers see in place of the camera. Sound is muted whenever a slate is up. */
  slate: 'none' | 'privacy' | 'end';
  /** Session whose recording is being written, else null. */
  recording: string | null;
  publish: boolean;
}
