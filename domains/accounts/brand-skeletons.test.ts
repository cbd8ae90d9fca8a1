import { describe, expect, it } from 'vitest'
import { brandSkeletons } from './brand-skeletons.ts'

async function clash(one: string, other: string): Promise<boolean> {
  const skeletons = await brandSkeletons(one)
  return (await brandSkeletons(other)).some(skeleton => skeletons.includes(skeleton))
}

describe('a brand', () => {
  it.each([
    ['Salt & Light', 'Salt & Light'],
    ['Salt & Light', 'SALT & LIGHT'],
    ['Salt & Light', '  Salt   &\u00a0Light '],
    ['Salt & Light', 'Salt\u200b & Li\u00adght'],
    ['Salt & Light', 'Ѕаlt & Light'],
    ['Salt & Light', 'SaIt & Light'],
    ['Salt & Light', 'Ｓａｌｔ ＆ Ｌｉｇｈｔ'],
    ['paypal', 'PAYPAI'],
    ['paypal', 'рaypal'],
    ['INSTA', 'insta'],
    ['INSTA', 'lnsta'],
    ['Modern', 'Modem'],
    ['Studio 10', 'Studio IO'],
    ['Café', 'Cafe\u0301'],
    ['ΚΡΗΤΗ', 'KPHTH'],
    ['Ocean 🌊', 'ocean 🌊\ufe0f'],
  ])('%s clashes with %s', async (one, other) => {
    expect(await clash(one, other)).toBe(true)
  })

  it.each([
    ['Salt & Light', 'Salt & Lights'],
    ['Salt & Light', 'SaltLight'],
    ['paypal', 'paypai'],
    ['Lil Films', 'ILL Films'],
    ['Café', 'Cafe'],
    ['מלח', 'אור'],
    ['海', '波'],
    ['👩‍🚀', '🌊'],
  ])('%s does not clash with %s', async (one, other) => {
    expect(await clash(one, other)).toBe(false)
  })

  it('has the same skeletons as itself, of any letters', async () => {
    expect(await brandSkeletons('Dune')).toEqual(['dune'])
    expect(await brandSkeletons('ㅤ')).toEqual([''])
  })
})
