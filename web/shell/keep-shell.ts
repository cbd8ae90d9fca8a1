/**
 * From the next visit on the player itself is there without a network, and a tab keeps its files if the host has newer
 * ones. Nothing is kept of what the API and the media service answer.
 */
export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  // There is none while the player is developed, and in some private windows. It works as before then.
  await navigator.serviceWorker.register('/sw.js').catch(() => {})
}
