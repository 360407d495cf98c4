/** Returns the name under which the user wrote an option: the option's own, or an environment variable's. */
export type OptionNamer = (option: string) => string

export const asOption: OptionNamer = (option) => option
