/** Where a clone stands in the sandbox of its commands. */
export const CHECKOUT = '/checkout';
