import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { circleAmong, importsWithin, type Import } from '../../../scripts/test-setup/imports.ts'

/** The folders of the SDK. Each imports from those above it in this list, never from those below. */
const ROOMS = [
  'generated',
  'errors',
  'shared',
  'crypto',
  'transport',
  'gzip',
  'formats',
  'v2',
  'payscore',
  'operation',
  'observe',
  'platform',
  'config',
  'views',
  'request',
  'chain',
  'lists',
  'certificates',
  'client',
  'launch',
  'payments',
  'bills',
  'merchants',
  'sync',
  'webhook',
  'testing',
  'values',
]
/** Folders that a program imports on its own, beside the client. What a call needs is in none of them. */
const ENTRIES = new Set(['launch', 'payments', 'bills', 'merchants', 'sync', 'webhook', 'testing', 'values'])

const imports = importsWithin(fileURLToPath(new URL('../src', import.meta.url)))
const roomOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')
/** Generated files name types of the folders that use them; nothing follows from that for the order of the folders. */
const written = imports.filter(({ from }) => roomOf(from) !== 'generated')
const tell = ({ from, to }: Import) => `${from} → ${to}`

test('every folder has its place in the order, and only the entry is outside of them', () => {
  const files = imports.map(({ from }) => from)
  expect(new Set(files.map(roomOf))).toEqual(new Set(['', ...ROOMS]))
  expect(new Set(files.filter((file) => roomOf(file) === ''))).toEqual(new Set(['index.ts']))
})

test('a folder imports from folders above it in the order, never from those below', () => {
  const wrong = written.filter(({ from, to }) => {
    const [here, there] = [ROOMS.indexOf(roomOf(from)), ROOMS.indexOf(roomOf(to))]
    return roomOf(from) !== '' && (there < 0 || there > here)
  })
  expect(wrong.map(tell)).toEqual([])
  expect(written.length).toBeGreaterThan(900)
})

test('no files import one another in a circle, not even types', () => {
  expect(circleAmong(written)).toBeUndefined()
})

test('one entry uses another only to launch payments and to play notifications', () => {
  const between = written
    .map(({ from, to }) => [roomOf(from), roomOf(to)] as const)
    .filter(([from, to]) => from !== to && ENTRIES.has(from) && ENTRIES.has(to))
  expect(new Set(between.map(([from, to]) => `${from} → ${to}`))).toEqual(
    new Set(['payments → launch', 'testing → webhook']),
  )
})
