import { expect, test } from 'vitest'
import { readFactFolder, readNotTaken } from '../../src/catalogue/read-catalogue.ts'
import { handKept } from '../../src/catalogue/rules/hand-kept.ts'
import { compareSpec } from '../../src/compare/compare.ts'
import { factsFolder } from '../../src/folders.ts'
import { wholeSpec as spec } from '../support/whole-spec.ts'

/** The shipped spec must agree with official pages and SDKs. */
const facts = readFactFolder(factsFolder)
const notTaken = readNotTaken(factsFolder)

test('the spec has lost nothing of the facts and contradicts none', () => {
  const { compared, disagreements, unknown } = compareSpec(spec, facts, notTaken)
  console.log(
    Object.entries(compared)
      .map(([key, count]) => `${key} ${count}`)
      .join(' · '),
  )
  expect(disagreements).toEqual([])
  expect(unknown).toEqual({})
  expect(compared['exists']).toBe(spec.operations.length)
  expect(Object.values(compared).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(130_000)
})

test('what is not taken has a reason, and still differs where it is kept by hand', () => {
  const { disagreements } = compareSpec(spec, facts)
  const differing = new Set(disagreements.map(({ operation, path, key }) => `${operation} ${path} ${key}`))
  const reasons = new Set(handKept.map(({ reason }) => reason))
  const byHand = notTaken.filter(({ reason }) => reasons.has(reason))
  const needless = byHand.filter(({ operation, path, keys }) => !differing.has(`${operation} ${path} ${keys[0]}`))
  expect(notTaken.filter(({ reason }) => !reason)).toEqual([])
  expect(needless).toEqual([])
})
