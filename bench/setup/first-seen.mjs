// Runs in the page before its own scripts, and notes in milliseconds since the navigation what a visitor sees when.
const seen = { shifts: 0 }

new PerformanceObserver(list => {
  for (const { name, startTime } of list.getEntries()) if (name === 'first-paint') seen.paint = startTime
}).observe({ type: 'paint', buffered: true })

new PerformanceObserver(list => {
  // The last one counts. A later one is larger.
  for (const { startTime } of list.getEntries()) seen.largest = startTime
}).observe({ type: 'largest-contentful-paint', buffered: true })

new PerformanceObserver(list => {
  for (const { value } of list.getEntries()) seen.shifts += value
}).observe({ type: 'layout-shift', buffered: true })

let video
function look() {
  const slide = document.querySelector('.slide:not([inert])')
  const poster = slide?.querySelector('.stage > .poster')
  if (seen.picture === undefined && poster?.complete && poster.naturalWidth > 0)
    seen.picture = performance.now()
  const found = slide?.querySelector('video')
  if (found && found !== video) {
    video = found
    // A picture of the video that was shown while it plays.
    const shown = () => {
      if (found.paused) {
        found.requestVideoFrameCallback(shown)
        return
      }
      seen.playing = performance.now()
      window.tellFirstSeen(seen)
    }
    found.requestVideoFrameCallback(shown)
  }
  if (seen.playing === undefined) requestAnimationFrame(look)
}
requestAnimationFrame(look)
