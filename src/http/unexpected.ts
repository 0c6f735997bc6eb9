/** What a client is told of an error that nobody expected. The log tells more. */
export const unexpected = 'something went wrong in the emulator: see its log'
