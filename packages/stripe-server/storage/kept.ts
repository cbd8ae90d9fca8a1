export type Metadata = Record<string, string>

/** What is kept beside an object and never shown. */
export interface Kept<Internal = undefined> {
  internal: Internal
}
