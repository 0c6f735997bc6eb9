/** The message that a client gets for an unexpected error. The details are in the log only. */
export const unexpected = 'internal error of the emulator: see its log'
