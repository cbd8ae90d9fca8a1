/**
 * From the next visit on the player itself is there without a network, and a tab keeps its files if the host has newer
 * ones. Nothing is kept of what the API and the media service answer.
 */
export async function keepShell(): Promise<void> {
  // Some private windows have none, and the development server serves none.
  if (!('serviceWorker' in navigator)) return
  // The player works without it. The console says what is wrong with how it is served.
  await navigator.serviceWorker.register('/sw.js').catch(reportError)
}
