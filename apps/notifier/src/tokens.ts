/** Injection token of the {@link Intake}. */
export const INTAKE = Symbol('keywarden.intake');
