import { base64url, sha256, type Bytes } from '../core/bytes';
import type { Photo } from '../core/event';
import { stripped } from './jpeg';

/** Longest sides in pixels, each with the qualities that are tried before the next one. */
const SIDES = [1280, 1024, 800];
const QUALITIES = [0.8, 0.68, 0.55];
/** 25 seconds on a line of 64 kbit/s. */
const WANTED_BYTES = 200_000;

/**
 * A photo of what a camera app gave (any picture that this browser can show) or of what the page's own camera sees. It is drawn anew, so it
 * is upright, small, and knows nothing of when, where and with what it was taken. Throws where the file is no picture.
 */
export async function photoFrom(source: Blob | HTMLVideoElement): Promise<Photo> {
  const { picture, width, height, done } = source instanceof Blob ? await pictureIn(source) : seenBy(source);
  try {
    return await developed(picture, width, height);
  } finally {
    done();
  }
}

interface Picture {
  picture: HTMLImageElement | HTMLVideoElement;
  width: number;
  height: number;
  done: () => void;
}

const seenBy = (video: HTMLVideoElement): Picture => ({ picture: video, width: video.videoWidth, height: video.videoHeight, done: () => undefined });

/** An image element turns a photo upright in every browser; bitmaps do not in old ones. */
async function pictureIn(file: Blob): Promise<Picture> {
  const url = URL.createObjectURL(file);
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch (reason) {
    URL.revokeObjectURL(url);
    throw reason;
  }
  return { picture, width: picture.naturalWidth, height: picture.naturalHeight, done: () => URL.revokeObjectURL(url) };
}

async function developed(picture: CanvasImageSource, fullWidth: number, fullHeight: number): Promise<Photo> {
  if (fullWidth === 0 || fullHeight === 0) throw new RangeError('an empty picture');
  let smallest: Photo | undefined;
  for (const side of SIDES) {
    const share = Math.min(1, side / Math.max(fullWidth, fullHeight));
    const [width, height] = [Math.max(1, Math.round(fullWidth * share)), Math.max(1, Math.round(fullHeight * share))];
    const canvas = drawn(picture, width, height);
    for (const quality of QUALITIES) {
      const content = stripped(await encoded(canvas, quality));
      smallest = { content, sha256: '', width, height };
      if (content.length <= WANTED_BYTES) break;
    }
    canvas.width = canvas.height = 0; // Safari keeps the pixels for as long as it likes, and has few
    if (smallest!.content.length <= WANTED_BYTES) break;
  }
  return { ...smallest!, sha256: base64url(await sha256(smallest!.content)) };
}

function drawn(picture: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { alpha: false })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Bytes> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (!blob) throw new Error('out of memory');
  return new Uint8Array(await blob.arrayBuffer());
}
