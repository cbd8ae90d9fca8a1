import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    apiUrl: string
    mediaUrl: string
    mailboxUrl: string
    /** A second media server, as on a machine where ffmpeg is not installed. */
    bareMedia: { url: string; privateKey: string }
    /** Where the player is: another origin than the API. */
    webUrl: string
    /** Where the one browser of this run is to be reached. */
    browserUrl: string
  }
}
