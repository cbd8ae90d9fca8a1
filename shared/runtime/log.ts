import { Logger } from '@aws-lambda-powertools/logger'

let logger: Logger | undefined

/**
 * Structured JSON logs, one object a line. The level comes from `POWERTOOLS_LOG_LEVEL`.
 * Made at first use, because the logger reads the environment when it is constructed.
 */
export function log(): Logger {
  logger ??= new Logger({
    serviceName: 'reels',
    persistentKeys: { stage: process.env['STAGE'], version: process.env['APP_VERSION'] },
  })
  return logger
}
