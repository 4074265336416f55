const FRESH_MS = 60_000;

/** Where the phone is, while a form is open that can send it; null while it does not know. */
export class Whereabouts {
  position = $state.raw<{ lon: number; lat: number } | null>(null);
  #watch: number | undefined;

  /** Satellites take their time, and so does whoever is asked for leave: it is told whenever it is known. */
  look(): void {
    this.stop();
    this.position = null;
    if (!('geolocation' in navigator)) return;
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords }) => (this.position = { lon: coords.longitude, lat: coords.latitude }),
      () => (this.position = null),
      { enableHighAccuracy: true, maximumAge: FRESH_MS },
    );
  }

  stop(): void {
    if (this.#watch !== undefined) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = undefined;
  }
}
