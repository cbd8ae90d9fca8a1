// hls.js ships no types for its build without subtitles, encryption and alternate audio; it is the same class.
declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
