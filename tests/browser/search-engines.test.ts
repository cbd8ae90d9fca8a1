import { expect, inject, test } from 'vitest'
import { ROUTES } from '../../web/routes.ts'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { PHONE, useBrowser } from './setup/visitor.ts'

const browser = useBrowser()

test('crawlers may read what everybody may see, and nothing that belongs to one account', async () => {
  const answer = await fetch(`${inject('webUrl')}/robots.txt`)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain\b/)
  const lines = (await answer.text()).split('\n').filter(line => line !== '' && !line.startsWith('#'))
  expect(lines[0]).toBe('User-agent: *')
  const closed = lines.slice(1).map(line => /^Disallow: (\/\S+)$/.exec(line)?.[1] ?? line)
  const open = ROUTES.filter(({ path }) => !closed.some(start => path.startsWith(start)))
  expect(open.map(({ path }) => path)).toEqual([
    ...['/', '/search', '/trending', '/reels/:reelId', '/tags/:tag', '/partners/:partnerId'],
    // Without a login, these say what they are for.
    ...['/saved', '/liked', '/library', '/studio', '/login', '/register', '/forgot-password'],
  ])
})

test('each page for everybody has a title and a description of its own', async () => {
  const brand = newBrand('Foghorn')
  const partner = await newPartner(brand)
  expectOk(await partner.api.updateMe({ body: { bio: 'Harbours in the fog.' } }))
  const description = 'A ship that nobody sees.'
  const { id } = await publishReel(partner, { title: 'Foghorn at night', description })
  const { page } = await browser.open(PHONE)
  const heads: Record<string, readonly [title: string, description: string]> = {
    '/login': ['Log in · Reels', 'Log in to watch, like and save short videos, or to publish your own.'],
    '/register?as=partner': ['Create your account · Reels', 'Publish reels and set their prices.'],
    '/search': ['Search · Reels', 'Find short videos and partners by their words and tags.'],
    '/tags/ocean': ['#ocean · Reels', 'Short videos with the tag #ocean.'],
    [`/partners/${partner.id}`]: [`${brand} · Reels`, 'Harbours in the fog.'],
    [`/reels/${id}`]: ['Foghorn at night · Reels', description],
    '/studio': ['Studio · Reels', 'Where partners publish short videos, and see how they do.'],
    '/library': ['Purchased · Reels', 'Reels that you buy appear here.'],
    '/': ['Reels', 'Short videos from the brands you like: watch, like and save them.'],
  }
  for (const [path, [title, text]] of Object.entries(heads)) {
    await page.goto(path)
    await page.waitForFunction(expected => document.title === expected, title)
    expect(await page.locator('meta[name=description]').getAttribute('content'), path).toBe(text)
  }
  // Moving on within the player changes both as well.
  await page.getByRole('link', { name: 'Search', exact: true }).click()
  await page.waitForFunction(() => document.title === 'Search · Reels')
  expect(await page.locator('meta[name=description]').getAttribute('content')).toBe(heads['/search']?.[1])
})
