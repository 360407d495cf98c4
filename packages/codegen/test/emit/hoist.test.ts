import { expect, test } from 'vitest'
import { hoistRepeated } from '../../src/emit/hoist.ts'
import { literal } from '../../src/emit/literal.ts'

/** The lines that are written into a module. */
function written(value: object): string[] {
  const hoisted = hoistRepeated(value)
  return [...hoisted.constants.map(([name, constant]) => `${name} = ${literal(constant)}`), literal(hoisted.value)]
}

const types = ['MD5', 'HMAC-SHA256', 'RSA']

test('what stands in a value once stays where it is', () => {
  expect(written({ a: { types } })).toEqual([`{ a: { types: ['MD5', 'HMAC-SHA256', 'RSA'] } }`])
})

test('what stands there twice becomes a constant', () => {
  expect(written({ a: { types, b: 1 }, c: { types } })).toEqual([
    `list1 = ['MD5', 'HMAC-SHA256', 'RSA']`,
    `{ a: { types: list1, b: 1 }, c: { types: list1 } }`,
  ])
})

test('the largest repeated part is taken, not its parts', () => {
  expect(written({ a: { types }, b: { types } })).toEqual([
    `shape1 = { types: ['MD5', 'HMAC-SHA256', 'RSA'] }`,
    `{ a: shape1, b: shape1 }`,
  ])
})

test('a part of a repeated part is a constant of its own only where it stands elsewhere too', () => {
  expect(written({ a: { types }, b: { types }, c: { types, d: 1 } })).toEqual([
    `list1 = ['MD5', 'HMAC-SHA256', 'RSA']`,
    `shape2 = { types: list1 }`,
    `{ a: shape2, b: shape2, c: { types: list1, d: 1 } }`,
  ])
})

test('what is shorter than its name would save stays', () => {
  expect(written({ a: ['x'], b: ['x'] })).toEqual([`{ a: ['x'], b: ['x'] }`])
})
