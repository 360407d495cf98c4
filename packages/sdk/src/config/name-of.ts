/** Returns the name under which the user wrote an option: the option's own, or an environment variable's. */
export type NameOf = (option: string) => string

export const asOption: NameOf = (option) => option
