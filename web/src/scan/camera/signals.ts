/** How a phone says that a scan counts, or does not, to an officer who looks at boxes and not at the screen. */
let audio: AudioContext | undefined;

const TONES = { good: [[880, 0, 0.09], [1318, 0.09, 0.12]], bad: [[220, 0, 0.3]] } as const;
const SHAKES = { good: [60], bad: [80, 60, 80, 60, 160] };

export function signal(kind: 'good' | 'bad'): void {
  navigator.vibrate?.(SHAKES[kind]);
  try {
    audio ??= new AudioContext();
    for (const [hertz, from, lasts] of TONES[kind]) sound(audio, hertz, from, lasts);
  } catch {
    // A phone without sound still flashes and shakes.
  }
}

function sound(context: AudioContext, hertz: number, from: number, lasts: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.value = 0.2;
  tone.connect(volume).connect(context.destination);
  tone.start(context.currentTime + from);
  tone.stop(context.currentTime + from + lasts);
}
