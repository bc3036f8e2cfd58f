/**
 * Entry of every worker process that has GStreamer. A new job or probe is a folder of its own and one line here; its
 * name, which the service uses, is in a file beside it that loads nothing.
 */
import { measureJob } from './measure/measure-worker.ts';
import { linkProbe } from './publisher/link-watch.ts';
import { serve } from './worker/worker.ts';

serve({
  jobs: [measureJob],
  probes: [linkProbe],
});
