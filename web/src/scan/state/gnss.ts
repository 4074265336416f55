const FRESH_MS = 60_000;
const PATIENCE_MS = 300;

interface Fix {
  lat: number;
  lon: number;
  accuracyM: number;
}

let last: { fix: Fix; atMs: number } | undefined;
let isWatching = false;

/** Where the phone is, if it knows already: a scan never waits for satellites. Asks for leave the first time. */
export async function whereIAm(): Promise<Fix | undefined> {
  if (!isWatching && 'geolocation' in navigator) {
    isWatching = true;
    await Promise.race([firstFix(), new Promise((after) => setTimeout(after, PATIENCE_MS))]);
  }
  return last && Date.now() - last.atMs < FRESH_MS ? last.fix : undefined;
}

function firstFix(): Promise<void> {
  return new Promise((known) => {
    navigator.geolocation.watchPosition(
      ({ coords }) => {
        last = { fix: { lat: coords.latitude, lon: coords.longitude, accuracyM: coords.accuracy }, atMs: Date.now() };
        known();
      },
      () => known(),
      { enableHighAccuracy: true, maximumAge: FRESH_MS },
    );
  });
}
