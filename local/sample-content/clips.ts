/** A sample account. Its password is not a secret, because it works only on this machine. */
export interface SamplePerson {
  role: 'partner' | 'user'
  name: string
  email: string
  password: string
  website?: string
  bio?: string
}

export interface SampleReel {
  /** A video in this folder: 360 × 640 pixels, a few seconds long. */
  file: string
  title: string
  description: string
  tags: string[]
  price: { amount: number; currency: string }
  /** The emails of the partner who publishes it and of the users who like and save it. */
  partner: string
  likedBy: string[]
  savedBy: string[]
}

export const PEOPLE: readonly SamplePerson[] = [
  {
    role: 'partner',
    name: 'Salt & Light',
    email: 'studio@saltandlight.example',
    password: 'driftwood-lantern-41',
    website: 'https://saltandlight.example',
    bio: 'Landscapes that move, from a small studio by the sea.',
  },
  {
    role: 'partner',
    name: 'Night Shift',
    email: 'hello@nightshift.example',
    password: 'neon-umbrella-88',
    website: 'https://nightshift.example',
    bio: 'The city after dark.',
  },
  { role: 'user', name: 'ana.reels', email: 'ana@example.com', password: 'paper-comet-17' },
  { role: 'user', name: 'tomas_k', email: 'tomas@example.com', password: 'velvet-tandem-52' },
]

const [SALT, NIGHT, ANA, TOMAS] = [
  'studio@saltandlight.example',
  'hello@nightshift.example',
  'ana@example.com',
  'tomas@example.com',
] as const
const FREE = { amount: 0, currency: 'USD' }

/** Which partners a sample user follows, by their emails. */
export const FOLLOWS: Readonly<Record<string, readonly string[]>> = { [ANA]: [SALT, NIGHT], [TOMAS]: [NIGHT] }

/** Oldest first, which is the order of publishing. */
export const REELS: readonly SampleReel[] = [
  {
    file: 'dune-dusk.mp4',
    title: 'Dunes at dusk',
    description: 'The wind draws a new line every evening.',
    tags: ['desert', 'calm', 'landscape'],
    price: { amount: 299, currency: 'USD' },
    partner: SALT,
    likedBy: [ANA],
    savedBy: [],
  },
  {
    file: 'lava-lamp.mp4',
    title: 'Lava lamp',
    description: 'Five seconds of the nineties.',
    tags: ['loop', 'retro'],
    price: FREE,
    partner: NIGHT,
    likedBy: [TOMAS],
    savedBy: [TOMAS],
  },
  {
    file: 'northern-lights.webm',
    title: 'Northern lights',
    description: 'Tromsø, minus nineteen degrees, and not a sound.',
    tags: ['night', 'landscape', 'calm'],
    price: { amount: 499, currency: 'EUR' },
    partner: SALT,
    likedBy: [ANA, TOMAS],
    savedBy: [ANA],
  },
  {
    file: 'rainy-drive.mp4',
    title: 'Rainy drive',
    description: 'City lights through a wet windscreen.',
    tags: ['city', 'rain', 'night'],
    price: { amount: 199, currency: 'USD' },
    partner: NIGHT,
    likedBy: [],
    savedBy: [ANA],
  },
  {
    file: 'latte-art.mp4',
    title: 'Latte art',
    description: 'One pour, no retouching.',
    tags: ['coffee', 'craft', 'loop'],
    price: FREE,
    partner: SALT,
    likedBy: [ANA],
    savedBy: [],
  },
  {
    file: 'festival-night.mp4',
    title: 'Festival night',
    description: 'The last minute before the lights came on.',
    tags: ['night', 'fireworks'],
    price: FREE,
    partner: NIGHT,
    likedBy: [ANA, TOMAS],
    savedBy: [],
  },
  {
    file: 'sunrise-run.mov',
    title: 'Sunrise run',
    description: 'Six kilometres before breakfast.',
    tags: ['running', 'morning'],
    price: FREE,
    partner: SALT,
    likedBy: [TOMAS],
    savedBy: [],
  },
  {
    file: 'neon-city.mp4',
    title: 'ネオンの街',
    description: 'どこにもない街の夜景。',
    tags: ['city', 'retro', 'night'],
    price: { amount: 599, currency: 'USD' },
    partner: NIGHT,
    likedBy: [ANA],
    savedBy: [TOMAS],
  },
  {
    file: 'ocean-waves.mp4',
    title: 'Ocean waves',
    description: 'Listen to it with your eyes closed.',
    tags: ['ocean', 'calm', 'landscape'],
    price: { amount: 499, currency: 'USD' },
    partner: SALT,
    likedBy: [ANA, TOMAS],
    savedBy: [ANA],
  },
]
