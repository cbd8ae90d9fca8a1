import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Settings } from '#shared/runtime/config.ts'
import { environmentOfLaptop, environmentOfStages } from './environment-yml.ts'

const stages = readFileSync('infrastructure/stages.yml', 'utf8')
const example = Object.keys(parseEnv(readFileSync('.env.example', 'utf8')))

describe('the environment of a stage', () => {
  it('has the settings that a stage sets, and no secret', () => {
    const text = environmentOfStages(stages)
    expect(text).toContain('MONGODB_POOL_SIZE: ${param:mongodbPoolSize}\n')
    expect(text).not.toMatch(/MONGODB_URI|SESSION_KEYS|PRIVATE_KEY|WEBHOOK_SECRET|IMAGEKIT_API_URL/)
  })

  it('needs a parameter for each setting that has no default', () => {
    expect(() => environmentOfStages(stages.replaceAll('mailFrom:', 'sender:'))).toThrow(
      'default has no mailFrom, which MAIL_FROM needs',
    )
    expect(environmentOfStages(stages.replaceAll('maxVideoBytes:', 'more:'))).not.toContain('MAX_VIDEO_BYTES')
  })
})

describe('.env.example', () => {
  it('has every setting, and what only a laptop or a library reads', () => {
    const settings = Object.keys(Settings.shape)
    for (const name of settings) {
      expect(example, name).toContain(name)
      expect(environmentOfLaptop()).toContain(`${name}: `)
    }
    const sources = [
      ...readdirSync('local')
        .filter(file => file.endsWith('.ts'))
        .map(file => join('local', file)),
      'serverless.yml',
      'infrastructure/stages.yml',
      'infrastructure/environment.laptop.yml',
    ]
      .map(file => readFileSync(file, 'utf8'))
      .join('')
    for (const name of example.filter(other => !settings.includes(other)))
      expect(sources, `${name} of .env.example is read nowhere`).toMatch(new RegExp(`\\b${name}\\b`))
  })
})
