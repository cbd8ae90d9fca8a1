import { expect, it } from 'vitest'
import { faultText } from './field.tsx'

it('makes a sentence of what the API says about a field', () => {
  expect(faultText('Password', 'has fewer than 8 characters')).toBe('Password has fewer than 8 characters.')
  expect(faultText('Username', 'has only a-z, 0-9, _ and .')).toBe('Username has only a-z, 0-9, _ and .')
  expect(faultText('Password', 'Incorrect password.')).toBe('Incorrect password.')
})
