import { packageStages } from '#tooling/packaging/package.ts'
import { PLANTED, STAGES } from './stages.ts'

/** Packages every stage, on a machine that has secrets and credentials in its environment. */
export default function setup(): void {
  const before = { ...process.env }
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  for (const [name, value] of Object.entries(PLANTED)) process.env[name] = value
  try {
    packageStages(STAGES)
  } finally {
    for (const name of Object.keys(PLANTED)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
