import { expect, test } from 'vitest'
import { partsOf } from './text-parts.ts'

function linksIn(text: string): string[] {
  return partsOf(text)
    .filter(({ kind }) => kind !== 'text')
    .map(part => part.text)
}

test('the parts of a text are the text', () => {
  const text = 'See https://example.com/a (or http://example.org). #sea\n#море and a#b'
  expect(
    partsOf(text)
      .map(part => part.text)
      .join(''),
  ).toBe(text)
})

test('an address ends before the punctuation of its sentence', () => {
  expect(linksIn('(https://example.com/a?b=c,d), https://example.com/x. Or https://example.com/y!')).toEqual([
    'https://example.com/a?b=c,d',
    'https://example.com/x',
    'https://example.com/y',
  ])
  expect(linksIn('https://example.com/wiki/Sea_(film)')).toEqual(['https://example.com/wiki/Sea_(film)'])
  expect(linksIn('詳しくはhttps://example.com/夜景、または')).toEqual(['https://example.com/夜景'])
})

test('only web addresses are addresses', () => {
  expect(linksIn('javascript:alert(1) data:text/html,x ftp://example.com mailto:a@example.com')).toEqual([])
  expect(linksIn('https://')).toEqual([])
})

test('a tag is a link to how the API writes it', () => {
  expect(partsOf('#Море,')).toEqual([
    { kind: 'tag', text: '#Море', tag: 'море' },
    { kind: 'text', text: ',' },
  ])
  expect(linksIn('#नमस्ते #غروب #東京')).toEqual(['#नमस्ते', '#غروب', '#東京'])
})

test('what the API would not take as a tag is plain text', () => {
  expect(linksIn(`a#b &#39; # ## #${'x'.repeat(31)} https://example.com/#part`)).toEqual([
    'https://example.com/#part',
  ])
})
