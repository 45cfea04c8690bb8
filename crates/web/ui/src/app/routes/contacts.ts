// Pages of the contacts area.

export const contactsRoutes = [] as const;
