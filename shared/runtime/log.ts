import { Logger } from '@aws-lambda-powertools/logger'

let logger: Logger | undefined

/** Made at first use: the logger reads the environment, such as `POWERTOOLS_LOG_LEVEL`, when it is constructed. */
export function log(): Logger {
  logger ??= new Logger({
    serviceName: 'reels',
    persistentKeys: { stage: process.env['STAGE'], version: process.env['APP_VERSION'] },
  })
  return logger
}
