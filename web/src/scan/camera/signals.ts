/** How a phone says what became of a scan to an officer who looks at boxes and not at the screen. */
export type Signal = 'good' | 'bad' | 'again' | 'heard';

/** A tone's pitch in Hz, when it begins and how long it lasts, in seconds. */
type Tone = readonly [hertz: number, from: number, lasts: number];

/** Told apart by ear without comparing: rising; low and long; twice the same. What was only read, and still waits for the officer, is felt. */
const SIGNALS: Record<Signal, { shake: number[]; tones: readonly Tone[] }> = {
  good: { shake: [60], tones: [[880, 0, 0.09], [1318, 0.09, 0.12]] },
  bad: { shake: [80, 60, 80, 60, 160], tones: [[220, 0, 0.3]] },
  again: { shake: [40, 60, 40], tones: [[587, 0, 0.07], [587, 0.14, 0.07]] },
  heard: { shake: [40], tones: [] },
};

let audio: AudioContext | undefined;

/** To be called where a finger has just touched the page: some browsers (Safari) let it sound only from then on. */
export function wakeSound(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume().catch(() => undefined);
  } catch {
    // A phone without sound still flashes and shakes.
  }
}

export function signal(kind: Signal): void {
  const { shake, tones } = SIGNALS[kind];
  navigator.vibrate?.(shake);
  if (tones.length === 0) return;
  wakeSound();
  for (const tone of tones) if (audio) sound(audio, tone);
}

function sound(context: AudioContext, [hertz, from, lasts]: Tone): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.value = 0.2;
  tone.connect(volume).connect(context.destination);
  tone.start(context.currentTime + from);
  tone.stop(context.currentTime + from + lasts);
}
