import { parse, stringify } from 'yaml'
import { SECRETS, Settings } from '#shared/runtime/config.ts'

const HEADER = '# Made from the settings in shared/runtime/config.ts by `npm run generate`.\n'
const NOT_SECRET = Object.keys(Settings.shape).filter(name => !SECRETS.some(secret => secret === name))
const EVERYWHERE = {
  STAGE: '${sls:stage}',
  APP_VERSION: "${env:APP_VERSION, 'development'}",
  POWERTOOLS_METRICS_NAMESPACE: '${self:service}-${sls:stage}',
}

/**
 * What the functions of a stage find in their environment: each setting that has a parameter in `stages`, the text of
 * infrastructure/stages.yml, and no secret. `MONGODB_POOL_SIZE` is the parameter `mongodbPoolSize`.
 * @throws Error if a setting is required and there is no parameter for it
 */
export function environmentOfStages(stages: string): string {
  const params: { default: Record<string, unknown> } = parse(stages)
  const set = NOT_SECRET.filter(name => parameterOf(name) in params.default)
  for (const name of NOT_SECRET) {
    if (name !== 'STAGE' && !set.includes(name) && isRequired(name))
      throw new Error(`infrastructure/stages.yml: default has no ${parameterOf(name)}, which ${name} needs`)
  }
  return yaml({
    ...Object.fromEntries(set.map(name => [name, `\${param:${parameterOf(name)}}`])),
    POWERTOOLS_LOG_LEVEL: '${param:logLevel}',
  })
}

/** What the functions find on a laptop: every setting, as `.env` and the environment have it. */
export function environmentOfLaptop(): string {
  return yaml({
    ...Object.fromEntries(Object.keys(Settings.shape).map(name => [name, `\${env:${name}, ''}`])),
    POWERTOOLS_LOG_LEVEL: "${env:POWERTOOLS_LOG_LEVEL, 'INFO'}",
    POWERTOOLS_METRICS_DISABLED: "${env:POWERTOOLS_METRICS_DISABLED, 'false'}",
  })
}

function yaml(variables: Record<string, string>): string {
  const all = { ...variables, ...EVERYWHERE }
  return (
    HEADER +
    stringify(Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b))), {
      lineWidth: 0,
    })
  )
}

function isRequired(name: string): boolean {
  return Object.entries(Settings.shape).some(
    ([key, schema]) => key === name && !schema.safeParse(undefined).success,
  )
}

function parameterOf(name: string): string {
  return name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
