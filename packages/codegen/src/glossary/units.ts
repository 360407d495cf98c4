import type { Language } from './language.ts'

/** Units of numbers, as the glossary names them, in both languages. */
const units = {
  fen: { zh: '分', en: 'fen (1/100 yuan)' },
  yuan: { zh: '元', en: 'yuan' },
  'minor unit': { zh: '该币种的最小单位', en: 'minor units of the currency' },
  'basis point': { zh: '万分之一', en: 'basis points (1/10,000)' },
  percent: { zh: '百分之一', en: 'percent' },
  millisecond: { zh: '毫秒', en: 'milliseconds' },
  second: { zh: '秒', en: 'seconds' },
  minute: { zh: '分钟', en: 'minutes' },
  hour: { zh: '小时', en: 'hours' },
  day: { zh: '天', en: 'days' },
  metre: { zh: '米', en: 'metres' },
  piece: { zh: '件', en: 'pieces' },
  byte: { zh: '字节', en: 'bytes' },
} as const

export type Unit = keyof typeof units

export function isUnit(name: unknown): name is Unit {
  return typeof name === 'string' && Object.hasOwn(units, name)
}

/** Finds a unit by its name in singular or plural; undefined for an unknown unit. */
export function unitNamed(name: string): Unit | undefined {
  const singular = name.replace(/s$/, '')
  return isUnit(name) ? name : isUnit(singular) ? singular : undefined
}

/** `单位：分`, `Unit: fen (1/100 yuan)` */
export function unitInWords(unit: Unit, language: Language): string {
  return language === 'zh' ? `单位：${units[unit].zh}` : `Unit: ${units[unit].en}`
}
