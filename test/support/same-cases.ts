import fc from 'fast-check';

/**
 * Properties are tried on the same cases each time, so that a change is to blame for what fails. `FAST_CHECK_SEED=<number>` tries others, as one does
 * now and then to look for what nobody thought of.
 */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_122) });
