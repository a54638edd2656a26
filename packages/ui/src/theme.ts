/** Mantine in the colours of tokens.css, so that its parts and ours are one language. Only names are mapped here; values live in the tokens. */
import { createTheme, type CSSVariablesResolver, defaultVariantColorsResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'fairlead',
  primaryShade: { light: 7, dark: 4 },
  colors: {
    // Mantine derives its dark inputs, borders and menus from this scale: ours, from text to background.
    dark: ['#e6ebf2', '#c3cddb', '#9fadbf', '#8492a6', '#2d3845', '#26313d', '#1e2732', '#171e27', '#10151c', '#0b0f15'],
    fairlead: ['#e8f6f6', '#d3ecec', '#a8d9da', '#7ac7c9', '#4fc3c8', '#2f9aa0', '#178389', '#0b6e75', '#095a60', '#06464b'],
  },
  defaultRadius: 'md',
  fontFamily: 'var(--fl-font)',
  fontFamilyMonospace: 'var(--fl-mono)',
  headings: { fontFamily: 'var(--fl-font)', fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // The accent is light in the dark scheme, so what stands on it is dark there; Mantine knows only white.
  variantColorResolver(input) {
    const colours = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colours, color: 'var(--fl-on-accent)' } : colours;
  },
});

const colours = {
  '--mantine-color-body': 'var(--fl-surface)',
  '--mantine-color-text': 'var(--fl-text)',
  '--mantine-color-dimmed': 'var(--fl-dim)',
  '--mantine-color-placeholder': 'var(--fl-dim)',
  '--mantine-color-error': 'var(--fl-danger)',
  '--mantine-color-default': 'var(--fl-surface)',
  '--mantine-color-default-hover': 'var(--fl-theirs)',
  '--mantine-color-default-color': 'var(--fl-text)',
  '--mantine-color-default-border': 'var(--fl-line)',
  '--mantine-color-anchor': 'var(--fl-accent)',
  '--mantine-primary-color-filled': 'var(--fl-accent)',
  '--mantine-primary-color-filled-hover': 'var(--fl-accent-hover)',
  '--mantine-primary-color-contrast': 'var(--fl-on-accent)',
  '--mantine-primary-color-light': 'var(--fl-mine)',
  '--mantine-primary-color-light-hover': 'var(--fl-mine)',
  '--mantine-primary-color-light-color': 'var(--fl-accent)',
  '--mantine-color-fairlead-filled': 'var(--fl-accent)',
  '--mantine-color-fairlead-filled-hover': 'var(--fl-accent-hover)',
  '--mantine-color-fairlead-light': 'var(--fl-mine)',
  '--mantine-color-fairlead-light-color': 'var(--fl-accent)',
};

export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: colours, dark: colours });
