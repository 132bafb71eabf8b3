export const monitorPath = (name: string): string => `/api/monitors/${encodeURIComponent(name)}`
