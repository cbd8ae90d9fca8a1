import 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    apiUrl: string
    /** The settings of the functions. */
    settings: Record<string, string>
    /** The ids of the reels that there are before any test. */
    sampleReels: string[]
    mediaUrl: string
    mailboxUrl: string
    paymentsUrl: string
    /** A second media server, as on a machine without ffmpeg. */
    bareMedia: { url: string; privateKey: string }
    /** The player has another origin than the API. */
    webUrl: string
    /** The path of ffmpeg, or null if this machine has none. */
    ffmpeg: string | null
    /** The WebSocket address of the browser that all tests share. */
    browserUrl: string
  }
}
