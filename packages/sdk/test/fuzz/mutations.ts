import { Random } from './random.ts'

/** A delivery on the wire. Headers are a list, because a name may occur twice. */
export interface Wire {
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
}

type Mutation = (wire: Wire, random: Random) => Wire

const SIGNED = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'] as const

/** Texts on which parsers, databases and loggers are known to fail. */
const POISON = [
  '',
  ' ',
  '\u0000',
  '\u00ad',
  '\ufeff',
  '𐀀',
  '\r\nset-cookie: a=b',
  "' or '1'='1",
  '{"$gt":""}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>',
  '1e309',
  '-0',
  '9'.repeat(40),
  'NaN',
  'null',
  '%s%n',
  'A'.repeat(5_000),
  'WECHATPAY/SIGNTEST/AAAA',
] as const

const mutations: readonly [Mutation, ...Mutation[]] = [
  // Changes bytes of the body.
  (wire, random) => onBody(wire, (body) => flip(body, random)),
  (wire, random) => onBody(wire, (body) => body.slice(0, random.below(body.length))),
  (wire, random) =>
    onBody(wire, (body) => splice(body, random.below(body.length), random.below(40), new Uint8Array(0))),
  (wire, random) => onBody(wire, (body) => splice(body, random.below(body.length), 0, poison(random))),
  (wire, random) => onBody(wire, (body) => splice(body, random.below(body.length), random.below(60), poison(random))),
  (wire, random) => onBody(wire, (body) => concat(body, body.slice(random.below(body.length)))),
  (wire, random) => onBody(wire, () => poison(random)),
  (wire, random) => onBody(wire, () => bytes('['.repeat(random.below(200_000)))),
  (wire) => onBody(wire, () => bytes(xmlBomb())),
  // Changes bytes of the body, but not its meaning.
  (wire) => onBody(wire, (body) => bytes(JSON.stringify(JSON.parse(text(body)), undefined, 1))),
  (wire) => onBody(wire, (body) => bytes(` ${text(body)}`)),
  (wire) => onBody(wire, (body) => bytes(text(body).replace('{', '{"id":"first",'))),
  (wire) => onBody(wire, (body) => bytes(text(body).replaceAll('/', String.raw`\/`))),
  // Changes one of the four headers.
  (wire, random) => onHeader(wire, random, (value) => flipText(value, random)),
  (wire, random) => onHeader(wire, random, () => random.pick(POISON)),
  (wire, random) => onHeader(wire, random, (value) => value.slice(0, random.below(value.length))),
  (wire, random) => onHeader(wire, random, (value) => value + random.pick(POISON)),
  (wire, random) => onHeader(wire, random, (value) => `${value},${value}`),
  (wire, random) => onHeader(wire, random, (value) => value.toLowerCase()),
  (wire, random) => {
    const name = random.pick(SIGNED)
    return { ...wire, headers: wire.headers.filter(([one]) => one !== name) }
  },
  (wire, random) => {
    const name = random.pick(SIGNED)
    return { ...wire, headers: [...wire.headers, [name.toUpperCase(), random.pick(POISON)]] }
  },
  // Spells the same signature differently, which must not be accepted.
  (wire) => onSignature(wire, (value) => value.replaceAll('+', '-').replaceAll('/', '_')),
  (wire) => onSignature(wire, (value) => value.replace(/=+$/, '')),
  (wire) => onSignature(wire, (value) => `${value}=`),
  (wire) => onSignature(wire, (value) => `${value}\n`),
  (wire, random) =>
    onSignature(wire, (value) => {
      const at = random.below(value.length)
      return `${value.slice(0, at)} ${value.slice(at)}`
    }),
  // The last character of Base64 may hold bits that decode to nothing.
  (wire) => onSignature(wire, (value) => value.replace(/.(?==*$)/, (last) => nextInAlphabet(last))),
  (wire, random) => onSignature(wire, (value) => value.slice(0, value.length - 4 * (1 + random.below(80)))),
  (wire) => onSignature(wire, () => btoa('\u0000'.repeat(256))),
  // Moves the timestamp inside and outside the window.
  (wire, random) => onTimestamp(wire, (seconds) => String(seconds + random.below(20) - 10)),
  (wire, random) => onTimestamp(wire, (seconds) => String(seconds * 10 ** (1 + random.below(6)))),
  (wire) => onTimestamp(wire, (seconds) => `0x${seconds.toString(16)}`),
  (wire) => onTimestamp(wire, (seconds) => ` ${seconds}`.normalize('NFKC') + '\u0660'),
]

/** Applies one to four mutations to a genuine delivery. */
export function mutate(wire: Wire, random: Random): Wire {
  let mutated = wire
  for (let left = 1 + random.below(4); left > 0; left--) {
    try {
      mutated = random.pick(mutations)(mutated, random)
    } catch {
      // Some mutations need JSON, which an earlier one may have broken.
    }
  }
  return mutated
}

/** Whether two deliveries are the same HTTP message: header names in any case, white space around values ignored. */
export function isSame(one: Wire, other: Wire): boolean {
  const relevant = ({ headers }: Wire) =>
    JSON.stringify(
      headers
        .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
        .filter(([name]) => (SIGNED as readonly string[]).includes(name))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  return relevant(one) === relevant(other) && Buffer.compare(one.body, other.body) === 0
}

/** Content that WeChat Pay could sign but never should: any JSON value, or a real envelope with an odd member. */
export function oddEnvelope(original: Wire, random: Random): unknown {
  if (random.below(3) === 0)
    return Object.fromEntries(NAMES.filter(() => random.below(4) > 0).map((name) => [name, oddValue(random)]))
  const envelope = JSON.parse(text(original.body)) as { resource: Record<string, unknown> }
  const place: Record<string, unknown> = random.below(2) === 1 ? envelope : envelope.resource
  place[random.pick(NAMES)] = oddValue(random)
  return envelope
}

function oddValue(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 6 : 9)) {
    case 0:
      return null
    case 1:
      return random.below(2) === 1
    case 2:
      return random.next() * 1e21
    case 3:
    case 4:
    case 5:
      return random.pick(POISON)
    case 6:
      return Array.from({ length: random.below(4) }, () => oddValue(random, depth + 1))
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [random.pick(NAMES), oddValue(random, depth + 1)]),
      )
  }
}

const NAMES = [
  'id',
  'create_time',
  'event_type',
  'resource_type',
  'summary',
  'resource',
  'algorithm',
  'ciphertext',
  'nonce',
  'associated_data',
  'original_type',
  '__proto__',
  'toString',
] as const

function onBody(wire: Wire, change: (body: Uint8Array) => Uint8Array): Wire {
  return { ...wire, body: change(wire.body) }
}

function onHeader(wire: Wire, random: Random, change: (value: string) => string): Wire {
  return onNamed(wire, random.pick(SIGNED), change)
}

function onNamed(wire: Wire, wanted: string, change: (value: string) => string): Wire {
  return { ...wire, headers: wire.headers.map(([name, value]) => [name, name === wanted ? change(value) : value]) }
}

function onSignature(wire: Wire, change: (value: string) => string): Wire {
  return onNamed(wire, 'wechatpay-signature', change)
}

function onTimestamp(wire: Wire, change: (seconds: number) => string): Wire {
  return onNamed(wire, 'wechatpay-timestamp', (value) => change(Number(value)))
}

function flip(body: Uint8Array, random: Random): Uint8Array {
  const copy = body.slice()
  const at = random.below(copy.length)
  copy[at] = copy[at]! ^ (1 << random.below(8))
  return copy
}

function flipText(value: string, random: Random): string {
  const at = random.below(value.length)
  const flipped = String.fromCharCode(value.charCodeAt(at) ^ (1 << random.below(7)))
  return value.slice(0, at) + flipped + value.slice(at + 1)
}

function splice(body: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  return concat(body.slice(0, at), insert, body.slice(at + remove))
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function poison(random: Random): Uint8Array {
  return random.below(2) === 1
    ? bytes(random.pick(POISON))
    : Uint8Array.from({ length: random.below(30) }, () => random.below(256))
}

function nextInAlphabet(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  return alphabet[(alphabet.indexOf(character) + 1) % 64]!
}

function xmlBomb(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)
  return `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${levels.join('')}]><xml><a>&l9;</a></xml>`
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}
