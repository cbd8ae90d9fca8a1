import { createIndexes } from '#tooling/packaging/db-indexes.ts'
import { runGenerator } from '#tooling/run-generator.ts'
import { type Platform, startPlatform } from './platform.ts'
import { reloadOnChange } from './reloading.ts'
import { PEOPLE } from './sample-content/clips.ts'
import { publishSampleContent } from './sample-content/publish.ts'
import { readSettings } from './settings.ts'

// `npm start` runs the whole platform with sample content on this machine until Ctrl-C.
const root = process.cwd()
const startedAt = performance.now()
const settings = readSettings(root, process.env)

try {
  console.log('Starting the database, the media server, the payments server and the API …')
  function print(text: string) {
    process.stdout.write(text)
  }
  await runGenerator(root)
  const platform = await startPlatform({ root, settings, web: true, underTest: false, print })
  stopOnSignal(platform)
  await createIndexes(root, platform.mongodbUri)
  // Sample content must not fill a real ImageKit account.
  const isSample = !settings['IMAGEKIT_URL_ENDPOINT']
  if (isSample && (await publishSampleContent(platform.apiUrl, placesOf(platform)))) {
    const { addPast } = await import('./sample-content/past.ts')
    await addPast(platform.mongodbUri, new Date())
  }
  greet(platform)
  reloadOnChange(root, platform.reload)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/** Where a sample partner sets up how it is paid; undefined if that is at a service of somebody else. */
function placesOf({ mailboxUrl, paymentsUrl, webUrl }: Platform) {
  const isHere = mailboxUrl !== '' && paymentsUrl !== '' && !paymentsUrl.startsWith('https:')
  return isHere ? { mailboxUrl, paymentsUrl, returnUrl: `${webUrl}/studio/payouts` } : undefined
}

function greet(platform: Platform): void {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const accounts = PEOPLE.map(({ role, name, email, password }) =>
    [`  ${role.padEnd(8)}`, name.padEnd(16), email.padEnd(28), password].join(' '),
  )
  console.log(`
Running, after ${seconds} s.

  Player    ${platform.webUrl}
  API       ${platform.apiUrl}            try ${platform.apiUrl}/reels
  Contract  ${platform.apiUrl}/docs
  Media     ${platform.mediaUrl}
  Payments  ${paymentsLine(platform)}
  Mailbox   ${platform.mailboxUrl}
  Database  ${platform.mongodbUri}

Accounts to log in with:
${accounts.join('\n')}

A change in functions/, domains/ or shared/ runs the generator and restarts the API. Ctrl-C stops everything; the data stays in ${settings['DATA_DIR']}.
`)
}

/** Which of the two is in use, and how to pay with it. */
function paymentsLine({ paymentsUrl }: Platform): string {
  if (paymentsUrl === '') return 'off (PAYMENTS_ENABLED)'
  if (paymentsUrl.startsWith('https:')) return `${paymentsUrl}    your own sandbox at Stripe`
  return `${paymentsUrl}    in place of Stripe; pay with card 4242 4242 4242 4242, any date ahead, any CVC`
}

function stopOnSignal(platform: Platform): void {
  let isStopping = false
  async function stop() {
    if (isStopping) return
    isStopping = true
    await platform.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}
