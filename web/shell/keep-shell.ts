/**
 * From the next visit on the player itself is there without a network, and a tab keeps its files if the host has newer
 * ones. Nothing is kept of what the API and the media service answer.
 */
export async function keepShell(): Promise<void> {
  // The development server has no worker, and neither have some private windows.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // The player works without it. The console says what is wrong with how it is served.
  await navigator.serviceWorker.register('/sw.js').catch(reportError)
}
