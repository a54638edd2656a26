/**
 * Writes a recording anew, as files are that players can seek in: what a browser records has neither a duration nor an index.
 * The pictures themselves are copied, not encoded again, wherever that is exact.
 */
import {
  BlobSource,
  BufferTarget,
  Conversion,
  EncodedPacketSink,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  WEBM,
  WebMOutputFormat,
} from 'mediabunny';

export interface Part {
  readonly start: number;
  readonly end: number;
}

export interface Rewriting {
  /** Seconds of the recording. Nothing outside of them is in what comes out. */
  readonly part?: Part;
  /** Between 0 and 1. */
  readonly progress?: (share: number) => void;
  readonly signal: AbortSignal;
}

/** How much later than asked for a part may begin, seconds: less than a person sees. */
const hardlyLater = 0.1;

const opened = (file: Blob) => new Input({ source: new BlobSource(file), formats: [WEBM, MP4] });

/** Throws when it cannot be done as asked, or the signal says so. */
export async function rewrite(file: Blob, { part, progress, signal }: Rewriting): Promise<Blob> {
  using input = opened(file);
  const copied = part ? await beginsWhole(file, part) : true;
  const target = new BufferTarget();
  const format = file.type === 'video/mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const conversion = await Conversion.init({
    input,
    output: new Output({ format, target }),
    showWarnings: false,
    tags: {},
    ...(part
      ? {
          trim: part,
          video: { forceTranscode: !copied },
          copy: { boundaryPolicy: 'shrink', boundaryTolerance: hardlyLater, shiftTolerance: hardlyLater },
        }
      : { copy: { mode: 'forced', shiftTolerance: Infinity } }),
  });
  if (!conversion.isValid || conversion.discardedTracks.length > 0) throw new Error('a track of the recording cannot be written');
  conversion.onProgress = progress;
  const cancel = () => void conversion.cancel();
  signal.addEventListener('abort', cancel);
  try {
    signal.throwIfAborted();
    await conversion.execute();
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const written = new Blob([target.buffer!], { type: file.type });
  // Where nothing could be copied, the library writes a recording without pictures and calls it done.
  await measure(written);
  return written;
}

/** Whether a whole picture stands where a part begins. What begins elsewhere has to be encoded again. */
async function beginsWhole(file: Blob, { start }: Part): Promise<boolean> {
  const { keys } = await measure(file);
  return keys.some((key) => key > start - 0.001 && key <= start + hardlyLater);
}

export interface Measured {
  readonly seconds: number;
  /** Where whole pictures stand, seconds, ascending. */
  readonly keys: readonly number[];
}

export async function measure(file: Blob): Promise<Measured> {
  using input = opened(file);
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('the recording has no pictures');
  const keys: number[] = [];
  const sink = new EncodedPacketSink(track);
  const options = { metadataOnly: true };
  for (let at = await sink.getFirstPacket(options); at; at = await sink.getNextKeyPacket(at, options)) keys.push(at.timestamp);
  if (keys.length === 0) throw new Error('the recording has no pictures');
  return { seconds: await input.computeDuration(), keys };
}
