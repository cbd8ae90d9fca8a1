import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

export type Settings = Record<string, string>

/** The settings of this laptop: `.env.example`, then `.env`, then the environment, the later ones winning. */
export function readSettings(root: string, environment: NodeJS.ProcessEnv): Settings {
  const settings: Settings = {
    ...readEnvFile(join(root, '.env.example')),
    ...readEnvFile(join(root, '.env')),
  }
  for (const name of Object.keys(settings)) {
    const value = environment[name]
    if (value !== undefined) settings[name] = value
  }
  // Wherever the player is, there is its page for it.
  settings['PASSWORD_RESET_URL'] ||= `http://localhost:${settings['WEB_PORT']}/reset-password`
  return settings
}

function readEnvFile(path: string): Settings {
  try {
    const parsed = parseEnv(readFileSync(path, 'utf8'))
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, value ?? '']))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}

/** @throws Error that names the setting, where it is no port */
export function portOf(settings: Settings, name: string): number {
  const port = Number(settings[name])
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} is not a port: ${settings[name]}`)
  return port
}
