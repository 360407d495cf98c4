import { beijingTime } from '../clock/beijing-time.ts'
import { isObject } from '../validate/check-value.ts'

/** The present instant in every generated sample, ms. */
export const SAMPLE_INSTANT = Date.parse('2026-03-01T10:00:00+08:00')
/** Times in samples lie between these two instants. */
const [FIRST, LAST] = [Date.parse('2026-03-01T00:00:00+08:00'), Date.parse('2026-04-01T00:00:00+08:00')]

/** All notations of time in samples. A date means the sample's hour of that day. */
const SAMPLE_TIME = /^(2026)(-?)(0[34])\2([0-3]\d)(?:([T ]?)(\d\d)(:?)(\d\d)\7(\d\d)(\+08:00)?)?$/

/**
 * Copies a sample with its times shifted by the difference between now and the samples' present.
 *
 * @param change replaces other scalars; `undefined` keeps the value
 */
export function inTime(
  sample: unknown,
  now: number,
  change: (value: unknown, name: string) => unknown = () => undefined,
): unknown {
  const shift = now - SAMPLE_INSTANT
  const moved = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => moved(item, name))
    if (isObject(value))
      return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, moved(one, inner)]))
    if (typeof value === 'string' && value.startsWith('{')) return JSON.stringify(moved(JSON.parse(value), name))
    return change(value, name) ?? movedTime(value, shift)
  }
  return moved(sample, '')
}

function movedTime(value: unknown, shift: number): unknown {
  if (typeof value === 'number') {
    const isInstant = value * 1000 >= FIRST && value * 1000 < LAST
    return isInstant ? Math.floor((value * 1000 + shift) / 1000) : value
  }
  if (typeof value !== 'string') return value
  const [, year, dash, month, day, gap, hour = '10', colon, minute = '00', second = '00', zone = ''] =
    SAMPLE_TIME.exec(value) ?? []
  if (year === undefined) return value
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
  const moved = beijingTime(instant + shift)
  const date = moved.slice(0, 10).replaceAll('-', dash ?? '')
  if (gap === undefined) return date
  return `${date}${gap}${moved.slice(11, 19).replaceAll(':', colon ?? '')}${zone}`
}
