// Prints, as one line of JSON, how many instructions the verifier of this kernel walks through for
// each program: {"fentry":{"kw_exec":12345,…},…}. Needs root.
import { BACKENDS, verifyPrograms } from '@keywarden/sensor';

const counts = Object.fromEntries(
  BACKENDS.map((backend) => [
    backend,
    Object.fromEntries(
      verifyPrograms(backend).map(({ program, instructions }) => [program, instructions]),
    ),
  ]),
);
console.log(`VERIFIED ${JSON.stringify(counts)}`);
