/** The time, as a function, so that tests and the simulator can be anywhere in it. */
export type Clock = () => Date;
