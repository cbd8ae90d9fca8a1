const MOST = 2_000

/**
 * Keeps what a function gives for a key, so that a warm container does not compute it for every request. At most 2,000
 * results are kept. `settings` is what the result depends on besides the key: with another object, all is computed again.
 */
export function remembered<Value extends NonNullable<unknown>>() {
  const bySettings = new WeakMap<object, Map<string, Value>>()
  return (settings: object, key: string, compute: () => Value): Value => {
    const known = bySettings.get(settings)
    const kept = known?.get(key)
    if (kept !== undefined) return kept
    const value = compute()
    if (known && known.size < MOST) known.set(key, value)
    else bySettings.set(settings, new Map([[key, value]]))
    return value
  }
}
