// What the rest of the repository may use of this package.
export { findFfmpeg } from './ffmpeg.ts'
export { readMediaFacts } from './media-facts.ts'
export { type MediaServer, type MediaServerOptions, startMediaServer } from './server.ts'
export type { ReceivedRequest } from './test-controls.ts'
