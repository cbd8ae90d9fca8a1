import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    apiUrl: string
    mediaUrl: string
    /** Where the player is: another origin than the API. */
    webUrl: string
    /** Where the one browser of this run is to be reached. */
    browserUrl: string
  }
}
