import type { Refusal } from '../machine/refusal.ts'

export type Language = 'zh-CN' | 'en'

/** The language an `Accept-Language` asks for first. */
export function languageOf(acceptLanguage: string | null): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh-CN'
}

/**
 * Many messages have no English text, in production too.
 *
 * @returns the message and the language it really is in
 */
export function localise(
  { message, english }: Pick<Refusal, 'message' | 'english'>,
  language: Language,
): [message: string, language: Language] {
  return language === 'en' && english !== undefined ? [english, 'en'] : [message, 'zh-CN']
}
