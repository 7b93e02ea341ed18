/** Injection token of the {@link Detector}. */
export const DETECTOR = Symbol('keywarden.detector');
