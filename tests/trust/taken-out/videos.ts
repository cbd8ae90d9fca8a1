import { becomes, condition, drop, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 32 to 38 and 130 of docs/trust.md: videos and webhooks. */
export const VIDEO_PROTECTIONS: readonly Protection[] = [
  out('32 bytes', condition(false)),
  out('33 base64', condition(true)),
  out('34 form', set('checks', "''")),
  out('34 form', set('overwriteFile', "'true'")),
  out('35 folder', condition(false)),
  out('35 size', condition(false)),
  out('36 time-out', becomes('60_000')),
  out('36 no-retry', becomes('2')),
  out('37 noted', remove),
  out('38 signature', becomes('JSON.parse($1)')),
  out('38 waiting', drop('status', 'uploadFolder')),
  out('130 declared', becomes(`'"file.mime" : "video/"'`)),
]
