// What the rest of the repository may use.
export { findFfmpeg } from './delivery/ffmpeg.ts'
export { type MediaServer, type MediaServerOptions, startMediaServer } from './server.ts'
export { readMediaFacts } from './storage/media-facts.ts'
export type { ReceivedRequest } from './test-controls/controls.ts'
