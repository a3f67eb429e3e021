/** Grows when a message changes its meaning; client and daemon must agree. In a file of its own, so that a client loads no schemas. */
export const apiProtocol = 1;
