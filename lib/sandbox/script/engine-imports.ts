const none = 0;

/**
 * The engine's imports while it only parses. Nothing interrupts a script but the meter, nothing can be
 * imported, and every place is in UTC.
 */
export const engineImports = {
  env: {
    host_call: () => none,
    host_promise_rejection: () => {},
    host_interrupt: () => 0,
    host_module_normalize: () => none,
    host_module_load: () => none,
    host_get_timezone_offset: () => 0,
  },
} as const;
