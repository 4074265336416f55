/** Finds codes in a picture and gives their texts. */
export type Decode = (picture: HTMLVideoElement | ImageBitmap) => Promise<string[]>;

/** A decoder that takes longer for one picture is as good as none: on Android it is a service of the system, and can hang. */
const PATIENCE_MS = 3_000;
const FORMATS = ['qr_code', 'code_128', 'code_39', 'data_matrix'] as const;

interface Detector {
  detect(picture: CanvasImageSource | ImageData): Promise<{ rawValue: string }[]>;
}

interface NativeDetectors {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own decoder where it has one (Chrome on Android) and for as long as it works, else ours, which is loaded only then. */
export async function makeDecoder(): Promise<Decode> {
  const native = await nativeDetector();
  let detector = native ?? (await ours());
  return async (picture) => {
    const looking = detector === native ? inTime(detector.detect(picture)) : detector.detect(picture);
    const found = await looking.catch(async (reason: Error) => {
      if (detector !== native) throw reason;
      // What the browser's decoder stands on can go away while the camera is on.
      detector = await ours();
      return detector.detect(picture);
    });
    return found.map(({ rawValue }) => rawValue);
  };
}

export async function needsOwnDecoder(): Promise<boolean> {
  return (await nativeDetector()) === undefined;
}

async function ours(): Promise<Detector> {
  return (await import('./ownDecoder')).ownDetector([...FORMATS]);
}

async function nativeDetector(): Promise<Detector | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetectors }).BarcodeDetector;
  try {
    const supported = Native ? await inTime(Native.getSupportedFormats()) : [];
    const formats = FORMATS.filter((format) => supported.includes(format));
    // A label is a QR code: a detector without it is of no use.
    if (!Native || !formats.includes('qr_code')) return undefined;
    const detector = new Native({ formats });
    // Some promise formats and then fail at every picture: that shows here, while there is signal to load ours.
    await inTime(detector.detect(new ImageData(8, 8)));
    return detector;
  } catch {
    return undefined;
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new DOMException('The decoder does not answer.', 'TimeoutError')), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
