import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

export type Settings = Record<string, string>

/** The settings of this laptop from `.env.example`, `.env` and the environment. Later ones override earlier ones. */
export function readSettings(root: string, environment: NodeJS.ProcessEnv): Settings {
  const settings: Settings = {
    ...readEnvFile(join(root, '.env.example')),
    ...readEnvFile(join(root, '.env')),
  }
  for (const name of Object.keys(settings)) {
    const value = environment[name]
    if (value !== undefined) settings[name] = value
  }
  // These pages are part of the player.
  settings['PLAYER_URL'] ||= `http://localhost:${settings['WEB_PORT']}`
  settings['PASSWORD_RESET_URL'] ||= `http://localhost:${settings['WEB_PORT']}/reset-password`
  settings['EMAIL_VERIFICATION_URL'] ||= `http://localhost:${settings['WEB_PORT']}/verify-email`
  return settings
}

/** @throws Error that names the setting if it is not a port */
export function portOf(settings: Settings, name: string): number {
  const port = Number(settings[name])
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} is not a port: ${settings[name]}`)
  return port
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
