export { createLogger, createProcessLogger, type LogFields, type Logger, type LoggerOptions } from './logger.ts'
