/** The languages of the glossary: Chinese first, English beside it. */
export type Language = 'zh' | 'en'
