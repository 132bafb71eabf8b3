export { createLogger, createProcessLogger, type Logger } from './logger.ts'
