import { createIsbotFromList, list } from 'isbot'

// A browser without a window plays a video like any other one: developers try the player in it. Whoever wants to make up
// views takes the word out.
const PLAYERS = ['headless']

/** Is it a known crawler, or a program that is no player? */
export const isBot = createIsbotFromList(list.filter(pattern => !PLAYERS.includes(pattern)))
