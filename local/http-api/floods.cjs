const { setTimeout: pause } = require('node:timers/promises')

/** For how long after a 429, in milliseconds. */
const MEMORY = 5_000
/** Between two requests of such a caller, in milliseconds. */
const PAUSE = 25

/**
 * Serves one request at a time of a caller who has just been refused with 429. On AWS, the requests of a flood take no
 * time from those of others, because each runs in a container of its own. On a laptop all of them share one thread.
 */
function oneByOneAfterRefusal(server) {
  /** The end of the last request of each of these callers, by address. */
  const ends = new Map()
  server.ext('onRequest', async ({ info: { remoteAddress }, raw: { res } }, h) => {
    const before = ends.get(remoteAddress)
    if (!before) return h.continue
    ends.set(remoteAddress, new Promise(resolve => res.once('close', resolve)))
    await before
    await pause(PAUSE)
    return h.continue
  })
  server.events.on('response', ({ info: { remoteAddress }, response }) => {
    if (response?.statusCode !== 429 || ends.has(remoteAddress)) return
    ends.set(remoteAddress, Promise.resolve())
    setTimeout(() => ends.delete(remoteAddress), MEMORY).unref()
  })
}

module.exports = { oneByOneAfterRefusal }
