/** Version of GStreamer, as far as pipelines differ with it. Pure. */
export interface GstreamerVersion {
  major: number;
  minor: number;
}

/** @param text such as `1.26.2` */
export function parseGstreamerVersion(text: string): GstreamerVersion {
  const [major = 1, minor = 0] = text.split('.').map(Number);
  return { major, minor };
}
