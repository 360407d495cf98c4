import type { Refusal } from '../machine/refusal.ts'

export type Language = 'zh-CN' | 'en'

/** The preferred language of an `Accept-Language`. */
export function languageOf(acceptLanguage: string | null): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh-CN'
}

/**
 * Localises a message. Many messages have no English text, in production too.
 *
 * @returns the message and its actual language
 */
export function localise(
  { message, english }: Pick<Refusal, 'message' | 'english'>,
  language: Language,
): [message: string, language: Language] {
  return language === 'en' && english !== undefined ? [english, 'en'] : [message, 'zh-CN']
}
