// Runes everywhere. Styles go into one file of the build, because the CSP allows no inline style elements.
export default {
  compilerOptions: { runes: true, css: "external" },
};
