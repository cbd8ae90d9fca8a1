/** Undefined if the text is not JSON: it is empty, or the error page of a proxy on the way. */
export function parseJson(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
