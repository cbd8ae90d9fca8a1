import { connectDatabase, disconnectDatabase, isDatabaseOutage } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { readSettings } from './settings.ts'

// `npm run jobs` runs each scheduled job once, on what `npm start` has started or on what the settings name.
const settings = readSettings(process.cwd(), process.env)
const mongo = `mongodb://127.0.0.1:${settings['MONGO_PORT']}/reels?directConnection=true`
const media = `http://localhost:${settings['MEDIA_PORT']}`
const local = {
  MONGODB_URI: mongo,
  IMAGEKIT_URL_ENDPOINT: `${media}/local`,
  IMAGEKIT_API_URL: media,
  IMAGEKIT_UPLOAD_URL: `${media}/api/v2/files/upload`,
  ...(settings['STRIPE_SECRET_KEY']?.includes('only-for-a-laptop') && {
    STRIPE_API_URL: `http://localhost:${settings['PAYMENTS_PORT']}`,
  }),
}
for (const [name, value] of Object.entries(settings)) process.env[name] = value
for (const [name, value] of Object.entries(local)) process.env[name] ||= value

try {
  await connectDatabase()
} catch (error) {
  if (!isDatabaseOutage(error)) throw error
  const host = process.env['MONGODB_URI']?.replace(/^\w+(\+srv)?:\/\/(.*@)?/, '').split('/')[0]
  console.error(
    `No database answers at ${host}. Is \`npm start\` running? MONGODB_URI or MONGO_PORT sets another one.`,
  )
  process.exit(1)
}
const { jobs } = await readDeclarations(process.cwd())
for (const { name, job } of jobs) console.log(name, await runJob(job))
await disconnectDatabase()
