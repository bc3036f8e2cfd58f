/**
 * The stream pipes of a worker. All workers have the same, since a warm one serves any role; the content and direction
 * of each are set by the pipeline, which names them in order. Pure.
 */

/** First descriptor after standard input, output and error. */
const FIRST_FD = 3;
/** Number of names in the pipeline with the most, that of the capture. */
export const PIPE_COUNT = 7;

/** The file descriptors of them. */
export const STREAM_FDS = Array.from({ length: PIPE_COUNT }, (_, index) => FIRST_FD + index);

/** The file descriptor of each. @throws where a worker has fewer pipes */
export function pipeFds<const Names extends readonly string[]>(...names: Names): Record<Names[number], number> {
  if (names.length > PIPE_COUNT) throw new Error(`${names.length} pipes of ${PIPE_COUNT}`);
  return Object.fromEntries(names.map((name, index) => [name, STREAM_FDS[index]])) as Record<Names[number], number>;
}
