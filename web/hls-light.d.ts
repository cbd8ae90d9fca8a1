// hls.js has no types for its smaller build, which has no subtitles, encryption and alternate audio. The class is the same.
declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
