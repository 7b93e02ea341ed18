/** Ends something that was opened. */
export type Close = () => Promise<void>;

/**
 * Opens the parts of a service one after another; `open` pushes how to close each once it is open.
 *
 * @returns what closes them all, in the opposite order
 * @throws what `open` throws, after the parts that were open are closed again
 */
export async function openAll(open: (opened: Close[]) => Promise<void>): Promise<{ close: Close }> {
  const opened: Close[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    await open(opened);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
