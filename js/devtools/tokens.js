// What the devtools are drawn with: a grid of 4 px, one scale of type, and colours that mean
// something. Pages may set the same names on the element to make it look like themselves.
//
// Text has a contrast of at least 4.5:1 on every ground that it stands on, in both schemes; what
// tells something without being text (a line of a chart, a mark) at least 3:1.

export const tokens = `
:host {
  color-scheme: light dark;

  /* Space, in steps of 4 px. */
  --aeb-1: 4px;
  --aeb-2: 8px;
  --aeb-3: 12px;
  --aeb-4: 16px;
  --aeb-6: 24px;
  --aeb-8: 32px;

  /* Type. */
  --aeb-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  --aeb-mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --aeb-text-s: 11px;
  --aeb-text-m: 12px;
  --aeb-text-l: 13px;
  --aeb-text-xl: 16px;
  --aeb-leading: 16px;

  /* Sizes. */
  --aeb-row: 24px;
  --aeb-control: 28px;
  --aeb-radius: 6px;
  --aeb-radius-s: 4px;

  /* Grounds, from the lowest. */
  --aeb-sunken: light-dark(#f4f5f7, #0f1114);
  --aeb-bg: light-dark(#ffffff, #15171b);
  --aeb-raised: light-dark(#ffffff, #1d2026);
  --aeb-hover: light-dark(#f0f2f5, #1f2329);
  --aeb-selected: light-dark(#e7edff, #243154);

  /* Lines. */
  --aeb-line: light-dark(#e3e6eb, #292d34);
  --aeb-line-strong: light-dark(#c9ced7, #3c424c);
  /* Of controls that have no other mark, 3:1. */
  --aeb-line-control: light-dark(#868e9c, #6b7380);

  /* Text, from the strongest. */
  --aeb-ink: light-dark(#1a1d23, #e9ebef);
  --aeb-ink-2: light-dark(#454c58, #b8bec9);
  --aeb-ink-3: light-dark(#5f6775, #939ba8);

  /* What is chosen, and what has the focus. */
  --aeb-accent: light-dark(#2f54d1, #8facff);
  --aeb-on-accent: light-dark(#ffffff, #10131a);
  --aeb-accent-soft: light-dark(#e7edff, #222c48);

  /* How something ended. */
  --aeb-good: light-dark(#18713c, #6fcf97);
  --aeb-good-soft: light-dark(#e3f5ea, #16301f);
  --aeb-warn: light-dark(#8a5600, #e9b75c);
  --aeb-warn-soft: light-dark(#fff2d9, #332712);
  --aeb-bad: light-dark(#c0212f, #ff8a8f);
  --aeb-bad-soft: light-dark(#fdebec, #3a1c20);

  /* Whose event it is: the first segment of the topic. See nounOf in model/meaning.js. */
  --aeb-noun-run: light-dark(#0c7468, #5ccfc0);
  --aeb-noun-agent: light-dark(#3c7215, #a3d977);
  --aeb-noun-model: light-dark(#7439cf, #c3a2ff);
  --aeb-noun-tool: light-dark(#1b5fc9, #82b4ff);
  --aeb-noun-budget: light-dark(#8a5600, #e9b75c);
  --aeb-noun-http: light-dark(#0a6c86, #67c8e0);
  --aeb-noun-human: light-dark(#b0286f, #f79bcb);
  --aeb-noun-other: light-dark(#545d6b, #a6aebb);

  --aeb-shadow: 0 1px 2px light-dark(rgb(16 24 40 / 0.06), rgb(0 0 0 / 0.4)), 0 8px 24px light-dark(rgb(16 24 40 / 0.12), rgb(0 0 0 / 0.5));
  --aeb-quick: 120ms ease-out;
}

@media (prefers-reduced-motion: reduce) {
  :host {
    --aeb-quick: 0s;
  }
}
`;
