/** The browser's own question whether the page shall be installed, kept until the officer wants it. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let asked = $state.raw<InstallPrompt | undefined>();

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  asked = event as InstallPrompt;
});

export const canInstall = (): boolean => asked !== undefined;

export async function install(): Promise<void> {
  await asked?.prompt();
  asked = undefined;
}

/** Let the worker keep the page, and ask the browser not to clear the store of a full phone. */
export async function keepForOffline(): Promise<void> {
  await navigator.serviceWorker.register('/scan-worker.js', { scope: '/scan' });
  await navigator.storage?.persist?.();
}

/** Come back once the page is kept on the phone. */
export async function isKept(): Promise<void> {
  await navigator.serviceWorker.ready;
}
