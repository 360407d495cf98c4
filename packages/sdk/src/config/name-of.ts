/** How an option is called where the user wrote it: as an option, or as an environment variable. */
export type NameOf = (option: string) => string

export const asOption: NameOf = (option) => option
