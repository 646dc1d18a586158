// The default theme without its fonts: those of the reader's system are enough, and nothing is loaded for them.
import theme from 'vitepress/theme-without-fonts';

export default theme;
