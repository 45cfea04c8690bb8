// Pages of the search area.

export const searchRoutes = [] as const;
