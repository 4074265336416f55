/** Finds codes in a picture and gives their texts. */
export type Decode = (picture: HTMLVideoElement | ImageBitmap) => Promise<string[]>;

const FORMATS = ['qr_code', 'code_128', 'code_39', 'data_matrix'] as const;

interface NativeDetector {
  detect(picture: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

interface NativeDetectors {
  new (options: { formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own decoder where it has one (Chrome on Android), else ours, which is loaded only then. */
export async function makeDecoder(): Promise<Decode> {
  const detector = (await nativeDetector()) ?? (await import('./ownDecoder')).ownDetector([...FORMATS]);
  return async (picture) => (await detector.detect(picture)).map(({ rawValue }) => rawValue);
}

export async function needsOwnDecoder(): Promise<boolean> {
  return (await nativeDetector()) === undefined;
}

async function nativeDetector(): Promise<NativeDetector | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetectors }).BarcodeDetector;
  try {
    const supported = Native ? await Native.getSupportedFormats() : [];
    const formats = FORMATS.filter((format) => supported.includes(format));
    // A label is a QR code: a detector without it is of no use.
    return Native && formats.includes('qr_code') ? new Native({ formats }) : undefined;
  } catch {
    return undefined;
  }
}
