// Read by the linker (--js-library), not part of the package.
//
// Embind teaches every module all types that it knows, with the JavaScript to convert them. The
// bindings take and return integers, booleans and std::string, so the others need not be learned,
// which saves 1 KB of the package. A binding that uses one of them says so when it is called:
// "unbound types".

function ignore() {}

for (const type of ['bigint', 'emval', 'float', 'memory_view', 'std_wstring']) {
  mergeInto(LibraryManager.library, {
    [`_embind_register_${type}`]: ignore,
    [`_embind_register_${type}__deps`]: [],
  });
}
