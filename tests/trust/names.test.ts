import { describe, expect, it } from 'vitest'
import { outcomeOf, request, tally } from '../setup/gateway/requests.ts'
import { newBrand } from '../setup/people/brands.ts'
import { newPartner, PASSWORD, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import '../setup/reports/seen.ts'

/** Characters that show nothing, or that turn around what is shown next to them. */
const INVISIBLE =
  '\u0020\u00a0\u3000\ufeff\u200b\u200d\u200c\u2060\u00ad\u3164\uffa0\u115f\u1160\u2800\u180e\u200e\u200f\ufe0f\u034f\uffff\ufdd0\u{e0020}\u{1d173}'
const BIDI = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
const BREAKS = '\n\r\t\v\f\u0085\u2028\u2029'

const GOOD = [
  'Salt & Light',
  '👩‍🚀 Films 🌊',
  '👨‍👩‍👧‍👦',
  '🏴󠁧󠁢󠁳󠁣󠁴󠁿 Highland 🇪🇸',
  'מלח ואור',
  'סרטים\u200f (2026)',
  'نور و ملح',
  'می\u200cخواهم',
  '海と光',
  'हिन्दी',
  'Ⅳ ﬁlms',
  '50\ufffd off',
]

describe('a name, a title or a website', async () => {
  const partner = await newPartner()
  const reel = await publishReel(partner)

  const patch = (path: string, body: unknown, who: Person = partner) =>
    request('PATCH', path, { body, fetch: who.browser.fetch })
  const ONE_LINE: [field: string, path: string][] = [
    ['brandName', '/auth/me'],
    ['contactName', '/auth/me'],
    ['title', `/reels/${reel.id}`],
  ]

  async function outcomesOf(fields: [string, string][], values: readonly string[]): Promise<string[]> {
    const outcomes: string[] = []
    for (const [field, path] of fields) {
      for (const value of values) {
        const answer = await patch(path, { [field]: value })
        outcomes.push(`${outcomeOf(answer)} ${Object.keys(answer.faults).join()}`)
      }
    }
    return outcomes
  }

  it.for(ONE_LINE)('[126] is refused as %s if nothing of it can be seen', async (field, { task }) => {
    const values = [...INVISIBLE, ...BIDI, '', '\u200b \u2060', '\u200d\ufe0f'].flatMap(each => [
      each,
      each.repeat(3),
    ])
    const outcomes = await outcomesOf([field], values)
    task.meta.seen = tally(outcomes)
    for (const outcome of outcomes) expect(outcome).toBe(`422 ValidationFailed ${field[0]}`)
  })

  it.for(ONE_LINE)(
    '[126] is refused as %s with line breaks, bidi overrides, NUL or half surrogates',
    async (field, { task }) => {
      const values = [...BREAKS, ...BIDI, '\0', '\u001b', '\ud800'].map(each => `Salt ${each}& Light`)
      const outcomes = await outcomesOf([field], values)
      task.meta.seen = tally(outcomes)
      for (const outcome of outcomes) expect(outcome).toBe(`422 ValidationFailed ${field[0]}`)
    },
  )

  it('[126] may have several lines if it is a text, and no bidi overrides there either', async () => {
    const texts: [string, string][] = [
      ['bio', '/auth/me'],
      ['description', `/reels/${reel.id}`],
    ]
    for (const [field, path] of texts) {
      const several = await patch(path, { [field]: 'One.\n\tTwo.\r\nשלום\u200f!' })
      expect(several.text).toContain('One.\\n\\tTwo.\\r\\nשלום\u200f!')
    }
    const bad = [...BIDI, '\0', '\u000b', '\ud800'].map(each => `One ${each} two`)
    for (const outcome of await outcomesOf(texts, bad)) expect(outcome).toMatch(/^422 ValidationFailed /)
  })

  it.for(GOOD)('[126] is kept exactly: %s', async name => {
    const brand = newBrand(name)
    const me = await patch('/auth/me', { brandName: brand, contactName: name }, await newPartner())
    expect(JSON.parse(me.text).account).toMatchObject({ brandName: brand, contactName: name })
    const edited = await patch(`/reels/${reel.id}`, { title: name })
    expect(JSON.parse(edited.text).reel.title).toBe(name)
  })

  it('[126] is refused as a website with an account, a line break or anything invisible in it', async ({
    task,
  }) => {
    const bad = [
      'https://bank.example@evil.example',
      'https://user:secret@evil.example/',
      'https://@evil.example',
      'https://bank.example\\@evil.example',
      'https:\\\\evil.example',
      'https:evil.example',
      'https:///evil.example',
      'https://evil.example/a\nb',
      'https://evil\t.example',
      ' https://evil.example',
      'https://evil.example/\u202egpj.exe',
      'https://ev\u200bil.example',
      'https://evil.example/\u0000',
      'https://evil.example/\u2028',
      'javascript:alert(1)//https://evil.example',
      'http://127.0.0.1',
      'http://localhost',
    ]
    const outcomes = await outcomesOf([['website', '/auth/me']], bad)
    task.meta.seen = tally(outcomes)
    expect(outcomes).toEqual(bad.map(() => '422 ValidationFailed website'))
    const good = [
      'https://brand.example',
      'HTTP://Brand.example:8080/@name?q=a@b#c@d',
      'https://пример.рф/страница',
      'https://xn--e1afmkfd.xn--p1ai',
      'https://brand.example/a%20b',
    ]
    for (const website of good) {
      const { text } = await patch('/auth/me', { website })
      expect(JSON.parse(text).account.website, text).toBe(website)
    }
  })
})

describe("a brand that is another's", () => {
  const likeIt = (brand: string) => [
    brand,
    brand.toUpperCase(),
    `  ${brand.replace(' ', ' \u00a0 ')} `,
    brand.replace('a', 'а'),
    brand.replace('l', 'I'),
    brand.replace('S', 'Ｓ'),
    `${brand}\u200d`,
    brand.replace('a', 'a\u00ad'),
  ]

  it('[126] is refused letter for letter and by look, at registration and later', {
    timeout: 60_000,
  }, async ({ task }) => {
    const brand = newBrand('Salt & Light')
    const [owner, other] = [await newPartner(brand), await newPartner()]
    const outcomes: string[] = []
    for (const [index, brandName] of likeIt(brand).entries()) {
      const body = { brandName, email: `brand-${other.id}-${index}@example.com`, password: PASSWORD }
      const registered = await request('POST', '/auth/partners/register', { body })
      const changed = await request('PATCH', '/auth/me', { body: { brandName }, fetch: other.browser.fetch })
      outcomes.push(outcomeOf(registered), outcomeOf(changed))
      expect([outcomeOf(registered), outcomeOf(changed)], brandName).toEqual([
        '409 BrandTaken',
        '409 BrandTaken',
      ])
      // It is the owner's own.
      const own = await request('PATCH', '/auth/me', { body: { brandName }, fetch: owner.browser.fetch })
      expect(own.status, brandName).toBe(200)
    }
    task.meta.seen = tally(outcomes)
    // What was given up is free again.
    await request('PATCH', '/auth/me', { body: { brandName: newBrand() }, fetch: owner.browser.fetch })
    const free = await request('PATCH', '/auth/me', {
      body: { brandName: brand },
      fetch: other.browser.fetch,
    })
    expect(free.status).toBe(200)
  })

  it('[126] goes to exactly one of 8 that register at once', { timeout: 60_000 }, async ({ task }) => {
    const brand = newBrand('Salt & Light')
    const names = Array.from({ length: 8 }, (_, index) => likeIt(brand)[index])
    const answers = await Promise.all(
      names.map((brandName, index) => {
        const email = `${brand.replace(/\W/g, '')}-${index}@example.com`
        return request('POST', '/auth/partners/register', { body: { brandName, email, password: PASSWORD } })
      }),
    )
    const outcomes = tally(answers.map(outcomeOf))
    expect(outcomes).toBe('201 × 1, 409 BrandTaken × 7')
    task.meta.seen = outcomes
  })
})
