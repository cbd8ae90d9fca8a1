import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Client, createClient, type OperationName, type Result } from '#client'
import { openBrowser } from '../browser.ts'
import { FOLLOWS, PEOPLE, REELS, type SamplePerson } from './clips.ts'
import { getPaid, type Places } from './get-paid.ts'

/** The sample partner whose reels can be bought. The other one has not set up yet how it is paid. */
const PAID_PARTNER = 'studio@saltandlight.example'

/**
 * Fills an empty platform with the sample accounts and reels through the API, as any client would. If the accounts exist
 * already, it changes nothing.
 * @returns whether it has filled it
 * @param places left out, nobody is paid, so nothing can be bought
 * @throws Error with the problem from the API's answer
 */
export async function publishSampleContent(apiUrl: string, places?: Places): Promise<boolean> {
  const clients = new Map<string, Client>()
  const ids = new Map<string, string>()
  for (const person of PEOPLE) {
    const client = createClient({ baseUrl: apiUrl, fetch: openBrowser().fetch })
    const account = await register(client, person)
    if (!account) return false
    clients.set(person.email, client)
    ids.set(person.email, account.id)
    if (places && person.email === PAID_PARTNER) await getPaid(client, person, places)
  }
  function clientOf(email: string): Client {
    const client = clients.get(email)
    if (!client) throw new Error(`No sample account ${email}`)
    return client
  }
  for (const { file, partner, likedBy, savedBy, ...description } of REELS) {
    const base64 = await readFile(join(import.meta.dirname, file), 'base64')
    const created = await clientOf(partner).createReel({ body: { ...description, video: { base64 } } })
    const params = { reelId: dataOf(created).reel.id }
    for (const email of likedBy) dataOf(await clientOf(email).likeReel({ params }))
    for (const email of savedBy) dataOf(await clientOf(email).saveReel({ params }))
  }
  for (const [email, partners] of Object.entries(FOLLOWS)) {
    for (const partner of partners)
      dataOf(await clientOf(email).followPartner({ params: { partnerId: ids.get(partner) ?? '' } }))
  }
  return true
}

/** Null if the account exists already. */
async function register(client: Client, person: SamplePerson): Promise<{ id: string } | null> {
  const { email, password, name } = person
  const profile = {
    ...(person.website && { website: person.website }),
    ...(person.bio && { bio: person.bio }),
  }
  const result =
    person.role === 'user'
      ? await client.registerUser({ body: { email, password, username: name } })
      : await client.registerPartner({ body: { email, password, brandName: name, ...profile } })
  if (!result.ok && result.problem.code === 'EmailTaken') return null
  return dataOf<'registerUser' | 'registerPartner'>(result).account
}

function dataOf<Name extends OperationName>(result: Result<Name>) {
  if (result.ok) return result.data
  throw new Error(`Sample content: ${result.status} ${result.problem.code}: ${result.problem.detail}`)
}
