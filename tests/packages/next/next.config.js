// Next takes the outermost folder with a lock file for the project's: here that of the checkout.
export default { turbopack: { root: import.meta.dirname } };
