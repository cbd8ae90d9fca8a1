/** A part of a regular expression. */
interface Part {
  /** In how many ways it can match within `length` characters from one position, at most, as a power of two. */
  ways(length: number): number
  /** How many quantifiers and alternatives it leaves a choice between. */
  choices: number
  /** The fewest characters that it takes. */
  least: number
  /** The character that it begins with, if that is always the same. */
  first: string | null
  /** It repeats one character or class. */
  repeated: boolean
}

const LONGEST_TEXT = 2 ** 24

/**
 * How long a text may be so that the regular expression surely ends within `steps` steps of backtracking. The bound
 * is on the safe side: it takes all classes for overlapping ones. `(a+)+` gives some 20 characters, `a.*b` thousands,
 * a plain word no limit (16 Mi characters, the size of a document).
 */
export function longestCheapText(regex: RegExp, steps: number): number {
  const cost = costOf(regex)
  const budget = Math.log2(steps)
  let [fits, tooLong] = [0, LONGEST_TEXT + 1]
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (cost(middle) <= budget) fits = middle
    else tooLong = middle
  }
  return fits
}

function costOf(regex: RegExp): (length: number) => number {
  const { alternatives } = parser(regex.source)
  const branches = alternatives()
  const [only] = branches
  const anchored = !regex.multiline && branches.every(parts => parts[0]?.first === '^')
  // The last part is never matched again, because nothing after it can fail.
  const last = only?.at(-1)
  const counted = branches.length === 1 && only && last?.repeated ? [only.slice(0, -1)] : branches
  const whole = alternation(counted.map(sequence))
  const plain = counted.every(parts => parts.every(part => part.ways(LONGEST_TEXT) === 0))
  return length => whole.ways(length) + (anchored || plain ? 0 : Math.log2(length + 1))
}

function single(first: string | null, least: number): Part {
  return { ways: () => 0, choices: 0, least, first, repeated: false }
}

function sequence(parts: Part[]): Part {
  return {
    ways: length => parts.reduce((sum, part) => sum + part.ways(length), 0),
    choices: parts.reduce((sum, part) => sum + part.choices, 0),
    least: parts.reduce((sum, part) => sum + part.least, 0),
    first: parts[0]?.first ?? null,
    repeated: false,
  }
}

function alternation(branches: Part[]): Part {
  const [only] = branches
  if (branches.length === 1 && only) return only
  const firsts = new Set(branches.map(({ first }) => first?.toLowerCase()))
  // If all alternatives begin with different characters, at most one can match.
  const distinct = firsts.size === branches.length && branches.every(({ first }) => first !== null)
  return {
    ways(length) {
      const ways = branches.map(branch => branch.ways(length))
      if (distinct) return Math.max(...ways)
      return Math.max(...ways) + Math.log2(branches.length)
    },
    choices: branches.reduce((sum, branch) => sum + branch.choices, distinct ? 0 : branches.length - 1),
    least: Math.min(...branches.map(({ least }) => least)),
    first: null,
    repeated: false,
  }
}

function repetition(part: Part, from: number, to: number): Part {
  return {
    ways(length) {
      const most = Math.min(to, length / Math.max(1, part.least))
      const counts = Math.log2(Math.max(1, most - from + 1))
      const each = part.ways(length)
      // Each character is at most one choice, however many ways each piece of the text allows.
      return each === 0 ? counts : counts + Math.min(most * each, length * Math.log2(1 + part.choices))
    },
    choices: part.choices + 1,
    least: part.least * from,
    first: from > 0 ? part.first : null,
    repeated: part.ways(LONGEST_TEXT) === 0,
  }
}

/** Reads the source of a regular expression that is known to be valid. */
function parser(source: string): { alternatives(): Part[][] } {
  let at = 0

  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found) at += found[0].length
    return found
  }

  function alternatives(): Part[][] {
    const branches: Part[][] = [[]]
    while (at < source.length && source[at] !== ')') {
      if (source[at] === '|') {
        at++
        branches.push([])
      } else branches.at(-1)?.push(quantified(atom()))
    }
    return branches
  }

  function atom(): Part {
    const opened = take(/\((?:\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:))?/y)
    if (opened) {
      const inner = alternation(alternatives().map(sequence))
      at++
      return /[=!]$/.test(opened[0]) ? { ...inner, least: 0, first: null } : inner
    }
    if (take(/\[(?:\\[\s\S]|[^\]\\])*\]/y)) return single(null, 1)
    if (take(/\\[bB]|\$/y)) return single(null, 0)
    if (take(/\^/y)) return single('^', 0)
    if (take(/\\(?:[1-9]\d*|k<[^>]*>)/y)) return single(null, 0)
    if (take(/\\(?:u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|[pP]\{[^}]*\}|c[a-z]|[\s\S])/iy)) return single(null, 1)
    const character = source[at++] ?? ''
    return single(character === '.' ? null : character, 1)
  }

  function quantified(part: Part): Part {
    const found = take(/([*+?])\??|\{(\d+)(,?)(\d*)\}\??/y)
    if (!found) return part
    const [, sign, from, comma, to] = found
    if (sign !== undefined) return repetition(part, sign === '+' ? 1 : 0, sign === '?' ? 1 : LONGEST_TEXT)
    const least = Number(from)
    return repetition(part, least, to ? Number(to) : comma ? LONGEST_TEXT : least)
  }

  return { alternatives }
}
