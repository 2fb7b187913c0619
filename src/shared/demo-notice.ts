/** The id of the notice that says that the samples are being set up, or why they could not be: the window shows it larger. */
export const DEMO_NOTICE = 'demo';
