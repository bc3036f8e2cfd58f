/** Length in characters of the page's password, wherever it is chosen. */
export const PASSWORD_LENGTH = { minimum: 8, maximum: 200 } as const;
