// Pages of the settings area.

export const settingsRoutes = [] as const;
