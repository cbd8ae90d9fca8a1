import { toast } from './toast.tsx'

/**
 * Opens the dialog of the system; where there is none, copies the link.
 * @returns false if nothing was shared
 */
export async function shareLink(title: string, url: string): Promise<boolean> {
  try {
    if ('share' in navigator) {
      await navigator.share({ title, url })
      return true
    }
  } catch (error) {
    // The error is an AbortError if somebody closed the system's dialog: that is not a failure.
    if (!(error instanceof DOMException && error.name === 'AbortError'))
      toast('The link could not be shared.')
    return false
  }
  return copyLink(url)
}

export async function copyLink(url: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(url)
    toast('Link copied.')
    return true
  } catch {
    toast('The link could not be copied.')
    return false
  }
}
