// What takes so long that it runs only on request, with `npm test -- --long`: everything else stays within a quarter of an hour on two cores.
export const long = process.env.ROOMTONE_LONG === '1';
