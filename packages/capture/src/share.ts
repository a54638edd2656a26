/** Asks the browser for the screen. */

export type What = 'screenshot' | 'recording';

/** Why there is nothing: `press` when the browser wants a new press of a button first, `empty` when nothing was recorded. */
export type Why = 'browser' | 'page' | 'refused' | 'system' | 'failed' | 'press' | 'empty';

interface Policy {
  allowsFeature(feature: string): boolean;
}

/** Whether the page and those that embed it let this document use a feature; where the browser does not say, it shows when it is used. */
export function isAllowed(feature: 'display-capture' | 'microphone'): boolean {
  const { featurePolicy } = document as { featurePolicy?: Policy };
  return featurePolicy?.allowsFeature(feature) ?? true;
}

/** What a recording may be, best first. */
const types = ['webm;codecs=vp9,opus', 'webm;codecs=vp8,opus', 'webm', 'mp4;codecs=avc1.42E01E,mp4a.40.2', 'mp4'].map(
  (type) => `video/${type}`,
);

export const recordableType = (): string | undefined => types.find((type) => MediaRecorder.isTypeSupported(type));

/** Why this browser or page cannot; null when it can. Cheap, no permission asked. */
export function cannot(what: What): 'browser' | 'page' | null {
  if (!isSecureContext || !isAllowed('display-capture')) return 'page';
  if (typeof navigator.mediaDevices?.getDisplayMedia !== 'function') return 'browser';
  if (what === 'recording' && (typeof MediaRecorder === 'undefined' || !recordableType())) return 'browser';
  return null;
}

/** False when so long has passed since somebody pressed something that the browser would refuse. */
export const wasPressed = (): boolean => navigator.userActivation?.isActive ?? true;

interface Controller {
  setFocusBehavior(behavior: 'no-focus-change'): void;
}

/** For a picture, all pixels that there are: asked for more, browsers enlarge it. For a recording, as many as text needs to be read. */
const video: Record<What, MediaTrackConstraints> = {
  screenshot: { frameRate: { ideal: 10 } },
  recording: { width: { max: 1920 }, height: { max: 1200 }, frameRate: { ideal: 24, max: 30 } },
};

export async function share(what: What): Promise<MediaStream | Why> {
  const options = {
    video: video[what],
    audio: false,
    selfBrowserSurface: 'include',
    surfaceSwitching: what === 'recording' ? 'include' : 'exclude',
    monitorTypeSurfaces: 'include',
    // In a frame it is most likely the page around it that shows the problem.
    preferCurrentTab: window.parent !== window,
    controller: stayingHere(what),
  };
  try {
    return await navigator.mediaDevices.getDisplayMedia(options);
  } catch (error) {
    return whyOf(error);
  }
}

/** A picture is taken at once, so the browser need not go to the tab that it is of. */
function stayingHere(what: What): Controller | undefined {
  const { CaptureController } = window as { CaptureController?: new () => Controller };
  if (what !== 'screenshot' || !CaptureController) return undefined;
  const controller = new CaptureController();
  controller.setFocusBehavior('no-focus-change');
  return controller;
}

function whyOf(error: unknown): Why {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name === 'InvalidStateError') return 'press';
  if (name === 'NotReadableError' || /system/i.test(message)) return 'system';
  if (name === 'NotAllowedError' && /policy/i.test(message)) return 'page';
  return name === 'NotAllowedError' || name === 'AbortError' ? 'refused' : 'failed';
}

export function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The browser's own window to choose in fades out while the first frames come, milliseconds. */
const settles = 300;
/** Some systems show black frames first. What is black for longer than this is black. */
const longestBlack = 2_000;

/** One frame, with all its pixels. Null when sharing ended before there was one. */
export async function takeFrame(stream: MediaStream): Promise<HTMLCanvasElement | null> {
  const player = document.createElement('video');
  player.muted = player.playsInline = true;
  player.srcObject = stream;
  const ended = () => stream.getVideoTracks().every((track) => track.readyState === 'ended');
  const began = performance.now();
  try {
    void player.play().catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const waited = performance.now() - began;
      if (ended() || waited > 10_000) return null;
      if (waited < settles || player.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || player.videoWidth === 0) continue;
      const frame = canvasOf(player, player.videoWidth, player.videoHeight);
      if (waited > longestBlack || !isBlack(frame)) return frame;
    }
  } finally {
    player.srcObject = null;
  }
}

export function canvasOf(picture: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d', { willReadFrequently: true })!.drawImage(picture, 0, 0);
  return canvas;
}

function isBlack(frame: HTMLCanvasElement): boolean {
  const small = document.createElement('canvas');
  small.width = small.height = 32;
  const on = small.getContext('2d', { willReadFrequently: true })!;
  on.drawImage(frame, 0, 0, 32, 32);
  return on.getImageData(0, 0, 32, 32).data.every((value, i) => i % 4 === 3 || value < 4);
}
