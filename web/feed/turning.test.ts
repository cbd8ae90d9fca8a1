import { expect, test } from 'vitest'
import { followWheel, type Step, swipeStep, type WheelMove } from './turning.ts'

function turnsOf(moves: readonly Partial<WheelMove>[]): Step[] {
  const follow = followWheel()
  let at = 0
  return moves.map(move => {
    at += 16
    return follow({ delta: 0, isNotch: false, at, isTurning: false, ...move })
  })
}

function sum(steps: readonly Step[]): number {
  return steps.reduce<number>((all, step) => all + step, 0)
}

test('each notch of a wheel turns one page', () => {
  const notches = [100, 100, -100, 4].map(delta => ({ delta, isNotch: true }))
  expect(turnsOf(notches)).toEqual([1, 1, -1, 1])
})

test('a notch while a page is being turned does nothing', () => {
  const notch = { delta: 100, isNotch: true }
  expect(turnsOf([notch, { ...notch, isTurning: true }, notch])).toEqual([1, 0, 1])
})

test('a push on a trackpad turns one page, however long it goes on', () => {
  const push = [2, 6, 15, 40, 70, 80, 78, ...Array.from({ length: 60 }, (_, index) => 75 * 0.93 ** index)]
  expect(sum(turnsOf(push.map(delta => ({ delta }))))).toBe(1)
  expect(
    sum(turnsOf(push.map((delta, index) => ({ delta: -delta, isTurning: index > 4 && index < 20 })))),
  ).toBe(-1)
})

test('a second push turns a second page, before the first has come to rest', () => {
  const push = [5, 30, 60, 50, 40, 30, 20, 12, 8, 5]
  expect(sum(turnsOf([...push, ...push].map(delta => ({ delta }))))).toBe(2)
})

test('a push that goes on after a rest counts anew', () => {
  expect(
    turnsOf([
      { delta: 50, at: 0 },
      { delta: 50, at: 30 },
      { delta: 50, at: 300 },
    ]),
  ).toEqual([1, 0, 1])
})

test('a touch that barely moves turns nothing', () => {
  expect(turnsOf([{ delta: 3 }, { delta: 4 }, { delta: 2 }])).toEqual([0, 0, 0])
  expect(swipeStep({ moved: -10, speed: -1, height: 800 })).toBe(0)
  expect(swipeStep({ moved: -60, speed: 0, height: 800 })).toBe(0)
})

test('a swipe turns a page if it is fast or goes far', () => {
  expect(swipeStep({ moved: -30, speed: -0.8, height: 800 })).toBe(1)
  expect(swipeStep({ moved: 30, speed: 0.8, height: 800 })).toBe(-1)
  expect(swipeStep({ moved: -130, speed: -0.02, height: 800 })).toBe(1)
  expect(swipeStep({ moved: 60, speed: 0.02, height: 320 })).toBe(-1)
})

test('a finger that goes back turns nothing', () => {
  expect(swipeStep({ moved: -300, speed: 0.5, height: 800 })).toBe(0)
})
