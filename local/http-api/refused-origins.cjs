/**
 * A browser tells a page only that its request has failed. This names the origin of the page, once, and the setting.
 * @param {(text: string) => void} say
 * @returns {(asked: Record<string, string>, answered: Record<string, unknown>) => void} takes the headers of each request
 *   and of its answer
 */
function refusedOrigins(say) {
  const told = new Set()
  return ({ origin, host }, answered) => {
    if (answered['access-control-allow-origin'] === origin || !URL.canParse(origin)) return
    const { href, host: from } = new URL(origin)
    if (href !== `${origin}/` || from === host || told.has(origin)) return
    told.add(origin)
    say(`The origin ${origin} may not call this API. To allow it, add it to ALLOWED_ORIGINS in .env.`)
  }
}

module.exports = { refusedOrigins }
