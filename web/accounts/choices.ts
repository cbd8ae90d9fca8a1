interface Option {
  value: string
  text: string
}

/** Languages whose forms of words the API knows, and others that are written without spaces. */
const LANGUAGES = [
  ...[
    'ar',
    'bg',
    'da',
    'de',
    'el',
    'en',
    'es',
    'fi',
    'fr',
    'ga',
    'hi',
    'hu',
    'hy',
    'id',
    'it',
    'ja',
    'km',
    'ko',
  ],
  ...['lo', 'lt', 'my', 'ne', 'nl', 'no', 'pt', 'ro', 'ru', 'sr', 'sv', 'ta', 'th', 'tr', 'uk', 'zh'],
]

/** Browsers keep names of cities that have another one today. */
const RENAMED = new Map([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Europe/Kiev', 'Europe/Kyiv'],
])

/** All time zones that the browser knows. The one that is set is there in any case. */
export function timeZoneOptions(current: string): Option[] {
  const known = Intl.supportedValuesOf('timeZone').map(zone => RENAMED.get(zone) ?? zone)
  const zones = new Set([...known, 'UTC', current])
  return [...zones].toSorted().map(zone => ({ value: zone, text: zone.replaceAll('_', ' ') }))
}

/** Languages by their names, as the reader calls them. The one that is set is there in any case. */
export function languageOptions(current: string): Option[] {
  const names = new Intl.DisplayNames(navigator.language, { type: 'language' })
  return [...new Set([...LANGUAGES, current])]
    .map(tag => ({ value: tag, text: names.of(tag) ?? tag }))
    .toSorted((a, b) => a.text.localeCompare(b.text))
}
