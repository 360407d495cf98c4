import { describe, expect, test } from 'vitest'
import { realServiceEndLocation } from '../../src/payscore/index.ts'

describe('realServiceEndLocation', () => {
  const [start, elsewhere, expected] = ['万象城A柜', '科兴B座', '深圳湾']

  test.each([
    ['not used', 1, undefined, elsewhere, undefined],
    ['not used, an end expected', 1, expected, elsewhere, undefined],
    ['back where it began', 2, undefined, start, undefined],
    ['back where it began, another end expected', 2, expected, start, undefined],
    ['elsewhere, no end expected', 2, undefined, elsewhere, elsewhere],
    ['elsewhere, "" expected', 2, '', elsewhere, elsewhere],
    ['elsewhere, null expected', 2, null, elsewhere, elsewhere],
    ['elsewhere, another end expected', 2, expected, elsewhere, elsewhere],
    ['where it was expected', 2, expected, expected, undefined],
  ] as const)('%s', (_, finishType, expectedEnd, actualEnd, field) => {
    expect(realServiceEndLocation({ start, expectedEnd, actualEnd, finishType })).toBe(field)
  })

  test('a used service has an end', () => {
    expect(() => realServiceEndLocation({ start, actualEnd: '', finishType: 2 })).toThrow(/^actualEnd: expected where/)
    expect(realServiceEndLocation({ start, finishType: 1 })).toBeUndefined()
  })
})
