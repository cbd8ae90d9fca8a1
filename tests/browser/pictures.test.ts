import { beforeAll, inject, test } from 'vitest'
import { Problem, problemBody } from '#shared/http/problem.ts'
import { expectOk, newPartner, newUser, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { type Looked, useLooks } from './setup/looks.ts'
import { expectKept } from './setup/pictures.ts'
import { cutPreviewsNow } from './setup/previews.ts'
import { buy, newSeller, PRICE } from './setup/selling.ts'
import { signIn, watched } from './setup/visitor.ts'

const look = useLooks()

const BRAND = 'Quayside Films'
const TITLES = [
  'Ropes and nets',
  'The ferry at six in the morning',
  'Herring, smoked',
  'What the tide brings',
  'Gulls',
  'A night on the pier',
  'Quayside in the rain',
]

let seller: Person
let newcomer: Person
let viewer: Person
let beginner: Person
let newest: string
let forSale: string
let purchase: string
let texts: Record<string, string>

beforeAll(async () => {
  const tags = ['quayside', 'sea']
  const description = 'Filmed from the harbour wall.'
  seller = await newSeller(BRAND)
  ;[viewer, newcomer, beginner] = [
    await newUser('ana_quayside'),
    await newUser('ben_quayside'),
    await newPartner('Pier Seven'),
  ]
  texts = { [seller.email]: 'films@example.com' }
  const ids: string[] = []
  for (const [index, title] of TITLES.entries()) {
    const price = index % 3 === 1 ? PRICE : { amount: 0, currency: 'USD' }
    ids.push((await publishReel(seller, { title, description, tags, price })).id)
  }
  await cutPreviewsNow()
  const [first = '', second = '', third = ''] = ids
  ;[forSale, newest] = [ids[4] ?? '', ids.at(-1) ?? '']
  for (const reelId of [first, third, newest]) expectOk(await viewer.api.saveReel({ params: { reelId } }))
  expectOk(await viewer.api.likeReel({ params: { reelId: newest } }))
  expectOk(await viewer.api.followPartner({ params: { partnerId: seller.id } }))
  purchase = await buy(viewer, second)
})

interface Screen {
  path: string | (() => string)
  /** Nobody is logged in if this is left out. */
  as?: () => [Person, string]
  /** What is done before the page is opened. */
  before?: (looked: Looked) => Promise<void>
  /** What is done on the page. */
  after?: (looked: Looked) => Promise<void>
}

const asViewer = () => [viewer, 'ana_quayside'] as [Person, string]
const asNewcomer = () => [newcomer, 'ben_quayside'] as [Person, string]
const asSeller = () => [seller, BRAND] as [Person, string]
const asBeginner = () => [beginner, 'Pier Seven'] as [Person, string]

/** The API cannot reach its database. */
async function failing({ visitor, page }: Looked): Promise<void> {
  visitor.expectFaults(/\b503\b/)
  const json = problemBody(new Problem('ServiceUnavailable'), 'any')
  await page.route(
    url => url.href.startsWith(inject('apiUrl')),
    route => route.fulfill({ status: json.status, contentType: 'application/problem+json', json }),
  )
}

const SCREENS: Record<string, Screen> = {
  feed: { path: () => `/reels/${newest}`, as: asViewer },
  'feed of a stranger': { path: () => `/reels/${newest}` },
  'feed with an offer': {
    path: () => `/reels/${forSale}`,
    as: asViewer,
    after: async ({ page }) => {
      await watched(page).getByRole('button', { name: 'Play' }).click()
      await watched(page).getByRole('region', { name: 'Watch Gulls in full' }).waitFor()
    },
  },
  'feed without reels': { path: '/following', as: asNewcomer },
  'feed that fails': { path: '/', before: failing },
  'reel that is gone': {
    path: '/reels/0123456789abcdef01234567',
    before: async ({ visitor }) => visitor.expectFaults(/\b404\b/),
  },
  'sign up to like': {
    path: () => `/reels/${newest}`,
    after: async ({ page }) => {
      await watched(page).locator('[data-reaction=like]').click()
      await page.getByRole('dialog').waitFor()
    },
  },
  'keys of the feed': {
    path: () => `/reels/${newest}`,
    after: async ({ page }) => {
      await watched(page).waitFor()
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  'page that does not exist': { path: '/nowhere' },
  search: { path: '/search' },
  'search with results': { path: '/search?q=quayside' },
  'search without results': { path: '/search?q=zzyzzx' },
  'search that fails': { path: '/search?q=quayside', before: failing },
  tag: { path: '/tags/quayside' },
  partner: { path: () => `/partners/${seller.id}`, as: asViewer },
  'partner without reels': { path: () => `/partners/${beginner.id}` },
  login: { path: '/login' },
  'login that is refused': {
    path: '/login',
    before: async ({ visitor }) => visitor.expectFaults(/\b40[01]\b/),
    after: async ({ page }) => {
      await page.getByLabel('Email').fill('nobody@example.com')
      await page.getByLabel('Password', { exact: true }).fill('not the right one')
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
      await page.getByRole('alert').first().waitFor()
    },
  },
  register: { path: '/register' },
  'register as a partner': { path: '/register?as=partner' },
  'forgotten password': { path: '/forgot-password' },
  'new password': { path: '/reset-password#token=any' },
  saved: { path: '/saved', as: asViewer },
  'saved without reels': { path: '/saved', as: asNewcomer },
  'saved that fails': { path: '/saved', as: asViewer, before: failing },
  liked: { path: '/liked', as: asViewer },
  purchased: { path: '/library', as: asViewer },
  purchases: { path: '/purchases', as: asViewer },
  'purchases without purchases': { path: '/purchases', as: asNewcomer },
  receipt: { path: () => `/purchases/${purchase}/receipt`, as: asViewer },
  account: { path: '/account', as: asViewer },
  'account that is deleted': {
    path: '/account',
    as: asViewer,
    after: async ({ page }) => {
      await page.getByRole('button', { name: 'Delete account' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  'account of a partner': { path: '/account', as: asSeller },
  profile: { path: '/account/profile', as: asSeller },
  email: { path: '/account/email', as: asViewer },
  password: { path: '/account/password', as: asViewer },
  devices: { path: '/account/devices', as: asViewer },
  studio: { path: '/studio', as: asSeller },
  'studio without reels': { path: '/studio', as: asBeginner },
  'studio that fails': { path: '/studio', as: asSeller, before: failing },
  'studio for a viewer': { path: '/studio', as: asViewer },
  publish: { path: '/studio/new', as: asSeller },
  edit: { path: () => `/studio/${newest}`, as: asSeller },
  statistics: { path: '/studio/statistics', as: asSeller },
  'statistics of a reel': { path: () => `/studio/${newest}/statistics`, as: asSeller },
  sales: { path: '/studio/sales', as: asSeller },
  'sales without sales': { path: '/studio/sales', as: asBeginner },
  payouts: { path: '/studio/payouts', as: asSeller },
  'payouts before the set-up': { path: '/studio/payouts', as: asBeginner },
}

test.each(Object.entries(SCREENS))('%s looks as it did', async (name, { path, as, before, after }) => {
  const rows = await look(async ({ visitor, page }) => {
    const person = as?.()
    if (person) await signIn(visitor, ...person)
    await before?.({ visitor, page })
    await page.goto(typeof path === 'string' ? path : path())
    await page.locator('main :is(h1, h2)').first().waitFor()
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
    await page
      .getByText(/^Loading/)
      .first()
      .waitFor({ state: 'detached' })
    await after?.({ visitor, page })
  }, texts)
  await expectKept(name.replaceAll(' ', '-'), rows)
})
